using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>RMSprop, with momentum and centred where there are states for them.</summary>
internal sealed class RmsPropKernel : UpdateKernel<RmsPropUpdate>
{
    protected override void Update(RmsPropUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree)
    {
        // Without momentum the last step is forgotten, so one rule serves both.
        var rule = new Rule
        {
            Alpha = update.Alpha,
            Rest = (float)(1 - (double)update.Alpha),
            Epsilon = update.Epsilon,
            Momentum = update.Momentum,
            Rate = learningRate,
            Centered = update.Centered,
        };
        UpdateLoop<Rule>.Run(
            rule, update.WeightDecay, targets, 0, update.Momentum == 0 ? -1 : 1, update.Centered ? update.StateNames.Count - 1 : -1, degree);
    }

    private struct Rule : IUpdateRule
    {
        public float Alpha, Rest, Epsilon, Momentum, Rate;
        public bool Centered;

        public static int MostStates => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector square, ref TVector velocity, ref TVector mean)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector alpha = TSimd.Create(Alpha), rest = TSimd.Create(Rest);
            square = TSimd.MultiplyAdd(alpha, square, TSimd.Multiply(rest, TSimd.Multiply(g, g)));
            TVector variance = square;
            if (Centered)
            {
                mean = TSimd.MultiplyAdd(alpha, mean, TSimd.Multiply(rest, g));
                variance = TSimd.Max(TSimd.Zero, TSimd.Subtract(square, TSimd.Multiply(mean, mean)));
            }

            TVector step = TSimd.Divide(g, TSimd.Add(TSimd.Sqrt(variance), TSimd.Create(Epsilon)));
            velocity = TSimd.MultiplyAdd(TSimd.Create(Momentum), velocity, step);
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), velocity, p);
        }
    }
}

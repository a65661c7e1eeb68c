using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Adadelta.</summary>
internal sealed class AdadeltaKernel : UpdateKernel<AdadeltaUpdate>
{
    protected override void Update(AdadeltaUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree)
    {
        var rule = new Rule { Rho = update.Rho, Rest = (float)(1 - (double)update.Rho), Epsilon = update.Epsilon, Rate = learningRate };
        UpdateLoop<Rule>.Run(rule, update.WeightDecay, targets, 0, 1, -1, degree);
    }

    private struct Rule : IUpdateRule
    {
        public float Rho, Rest, Epsilon, Rate;

        public static int MostStates => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector square, ref TVector change, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector rho = TSimd.Create(Rho), rest = TSimd.Create(Rest), epsilon = TSimd.Create(Epsilon);
            square = TSimd.MultiplyAdd(rho, square, TSimd.Multiply(rest, TSimd.Multiply(g, g)));
            TVector step = TSimd.Multiply(TSimd.Divide(TSimd.Sqrt(TSimd.Add(change, epsilon)), TSimd.Sqrt(TSimd.Add(square, epsilon))), g);
            change = TSimd.MultiplyAdd(rho, change, TSimd.Multiply(rest, TSimd.Multiply(step, step)));
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), step, p);
        }
    }
}

using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Adam and AdamW, either with AMSGrad.</summary>
internal sealed class AdamKernel : UpdateKernel<AdamUpdate>
{
    protected override void Update(AdamUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree)
    {
        double rate = learningRate;
        double correction1 = 1 - Math.Pow(update.Beta1, stepNumber);
        double correction2 = 1 - Math.Pow(update.Beta2, stepNumber);
        var rule = new Rule
        {
            Beta1 = update.Beta1,
            Beta2 = update.Beta2,
            Rest1 = (float)(1 - (double)update.Beta1),
            Rest2 = (float)(1 - (double)update.Beta2),
            Epsilon = update.Epsilon,
            Rate = (float)(rate / correction1),
            RootScale = (float)(1 / Math.Sqrt(correction2)),
            Keep = update.DecoupledWeightDecay ? (float)(1 - rate * update.WeightDecay) : 1,
        };
        float decay = update.DecoupledWeightDecay ? 0 : update.WeightDecay;
        if (update.AmsGrad)
        {
            UpdateLoop<AmsGrad>.Run(new AmsGrad { Adam = rule }, decay, targets, 0, 1, 2, degree);
        }
        else
        {
            UpdateLoop<Rule>.Run(rule, decay, targets, 0, 1, -1, degree);
        }
    }

    private struct Rule : IUpdateRule
    {
        public float Beta1, Beta2, Rest1, Rest2, Epsilon, Rate, RootScale, Keep;

        public static int MostStates => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector mean, ref TVector square, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            Accumulate<TSimd, TVector>(g, ref mean, ref square);
            return Move<TSimd, TVector>(p, mean, square);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Accumulate<TSimd, TVector>(TVector g, ref TVector mean, ref TVector square)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            mean = TSimd.MultiplyAdd(TSimd.Create(Beta1), mean, TSimd.Multiply(TSimd.Create(Rest1), g));
            square = TSimd.MultiplyAdd(TSimd.Create(Beta2), square, TSimd.Multiply(TSimd.Create(Rest2), TSimd.Multiply(g, g)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Move<TSimd, TVector>(TVector p, TVector mean, TVector square)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector step = TSimd.FastDivide(mean, TSimd.MultiplyAdd(TSimd.FastSqrt(square), TSimd.Create(RootScale), TSimd.Create(Epsilon)));
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), step, TSimd.Multiply(TSimd.Create(Keep), p));
        }
    }

    private struct AmsGrad : IUpdateRule
    {
        public Rule Adam;

        public static int MostStates => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector mean, ref TVector square, ref TVector largest)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            Adam.Accumulate<TSimd, TVector>(g, ref mean, ref square);
            largest = TSimd.Max(largest, square);
            return Adam.Move<TSimd, TVector>(p, mean, largest);
        }
    }
}

using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Adagrad.</summary>
internal sealed class AdagradKernel : UpdateKernel<AdagradUpdate>
{
    protected override void Update(AdagradUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree)
    {
        var rule = new Rule { Epsilon = update.Epsilon, Rate = (float)(learningRate / (1 + (stepNumber - 1) * (double)update.LearningRateDecay)) };
        UpdateLoop<Rule>.Run(rule, update.WeightDecay, targets, 0, -1, -1, degree);
    }

    private struct Rule : IUpdateRule
    {
        public float Epsilon, Rate;

        public static int MostStates => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector sum, ref TVector state1, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            sum = TSimd.MultiplyAdd(g, g, sum);
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), TSimd.Divide(g, TSimd.Add(TSimd.Sqrt(sum), TSimd.Create(Epsilon))), p);
        }
    }
}

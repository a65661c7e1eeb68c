using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Gradient descent, with momentum where there is a state for it.</summary>
internal sealed class SgdKernel : UpdateKernel<SgdUpdate>
{
    protected override void Update(SgdUpdate update, float learningRate, int stepNumber, Span<UpdateTarget> targets, int degree)
    {
        // The momentum is 0 before the first step, where all of the gradient enters it: u b + g is g then.
        float part = stepNumber == 1 ? 1 : 1 - update.Dampening;
        if (update.StateNames.Count == 0)
        {
            UpdateLoop<Plain>.Run(new Plain { Rate = learningRate }, update.WeightDecay, targets, -1, -1, -1, degree);
        }
        else if (update.Nesterov)
        {
            var rule = new Nesterov { Rate = learningRate, Momentum = update.Momentum, Part = part };
            UpdateLoop<Nesterov>.Run(rule, update.WeightDecay, targets, 0, -1, -1, degree);
        }
        else
        {
            var rule = new WithMomentum { Rate = learningRate, Momentum = update.Momentum, Part = part };
            UpdateLoop<WithMomentum>.Run(rule, update.WeightDecay, targets, 0, -1, -1, degree);
        }
    }

    private struct Plain : IUpdateRule
    {
        public float Rate;

        public static int MostStates => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector state0, ref TVector state1, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct => TSimd.MultiplyAdd(TSimd.Create(-Rate), g, p);
    }

    private struct WithMomentum : IUpdateRule
    {
        public float Rate, Momentum, Part;

        public static int MostStates => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector velocity, ref TVector state1, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            velocity = TSimd.MultiplyAdd(TSimd.Create(Momentum), velocity, TSimd.Multiply(TSimd.Create(Part), g));
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), velocity, p);
        }
    }

    private struct Nesterov : IUpdateRule
    {
        public float Rate, Momentum, Part;

        public static int MostStates => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TVector Apply<TSimd, TVector>(TVector p, TVector g, ref TVector velocity, ref TVector state1, ref TVector state2)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector momentum = TSimd.Create(Momentum);
            velocity = TSimd.MultiplyAdd(momentum, velocity, TSimd.Multiply(TSimd.Create(Part), g));
            return TSimd.MultiplyAdd(TSimd.Create(-Rate), TSimd.MultiplyAdd(momentum, velocity, g), p);
        }
    }
}

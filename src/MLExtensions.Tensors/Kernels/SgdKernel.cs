using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Gradient descent with momentum, all in one pass over the parameter.</summary>
internal sealed unsafe class SgdKernel : UpdateKernel<SgdUpdate>
{
    protected override void Update(
        SgdUpdate update, float learningRate, int stepNumber, Parameter parameter, ReadOnlySpan<Parameter> states, int degree)
    {
        // The momentum is 0 before the first step, so that u b + g is g then.
        var job = new Job
        {
            Values = parameter.Tensor.Floats,
            Gradient = parameter.Gradient.Floats,
            Velocity = update.StateCount == 0 ? null : states[0].Tensor.Floats,
            Rate = learningRate,
            Momentum = update.Momentum,
            Nesterov = update.Nesterov,
            Decay = update.WeightDecay,
        };
        WorkerCrew.Shared.Run(ref job, parameter.Tensor.Length, Elementwise.Grain, degree);
    }

    private struct Job : IRangeJob
    {
        public float* Values;
        public float* Gradient;
        public float* Velocity;
        public float Rate, Momentum, Decay;
        public bool Nesterov;

        public readonly void Run(nint start, nint end)
        {
            if (SimdLength.Is512)
            {
                Run<Simd512, Vector512<float>>(start, end);
            }
            else if (SimdLength.Is256)
            {
                Run<Simd256, Vector256<float>>(start, end);
            }
            else
            {
                Run<Simd128, Vector128<float>>(start, end);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            TVector rate = TSimd.Create(-Rate), momentum = TSimd.Create(Momentum), decay = TSimd.Create(Decay);
            for (nint i = start; i < end; i += TSimd.Width)
            {
                // Memory past the end may be read.
                int count = (int)Math.Min(TSimd.Width, end - i);
                TVector p = TSimd.Load(Values + i);
                TVector g = TSimd.MultiplyAdd(decay, p, TSimd.Load(Gradient + i));
                if (Velocity is not null)
                {
                    TVector velocity = VectorMath<TSimd, TVector>.FlushSubnormal(TSimd.MultiplyAdd(momentum, TSimd.Load(Velocity + i), g));
                    Store<TSimd, TVector>(velocity, Velocity + i, count);
                    g = Nesterov ? TSimd.MultiplyAdd(momentum, velocity, g) : velocity;
                }

                Store<TSimd, TVector>(TSimd.MultiplyAdd(rate, g, p), Values + i, count);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Store<TSimd, TVector>(TVector value, float* target, int count)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            if (count == TSimd.Width)
            {
                TSimd.Store(value, target);
            }
            else
            {
                TSimd.StoreFirst(value, target, count);
            }
        }
    }
}

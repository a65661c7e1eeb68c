using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Adam and AdamW, all in one pass over the parameter.</summary>
internal sealed unsafe class AdamKernel : UpdateKernel<AdamUpdate>
{
    protected override void Update(
        AdamUpdate update, float learningRate, int stepNumber, Parameter parameter, ReadOnlySpan<Parameter> states, int degree)
    {
        double rate = learningRate;
        double correction1 = 1 - Math.Pow(update.Beta1, stepNumber);
        double correction2 = 1 - Math.Pow(update.Beta2, stepNumber);
        var job = new Job
        {
            Values = parameter.Tensor.Floats,
            Gradient = parameter.Gradient.Floats,
            Mean = states[0].Tensor.Floats,
            Square = states[1].Tensor.Floats,
            Beta1 = update.Beta1,
            Beta2 = update.Beta2,
            Rest1 = (float)(1 - (double)update.Beta1),
            Rest2 = (float)(1 - (double)update.Beta2),
            Epsilon = update.Epsilon,
            Rate = (float)(rate / correction1),
            RootScale = (float)(1 / Math.Sqrt(correction2)),
            Keep = update.DecoupledWeightDecay ? (float)(1 - rate * update.WeightDecay) : 1,
            Decay = update.DecoupledWeightDecay ? 0 : update.WeightDecay,
        };
        WorkerCrew.Shared.Run(ref job, parameter.Tensor.Length, Elementwise.Grain, degree);
    }

    private struct Job : IRangeJob
    {
        public float* Values;
        public float* Gradient;
        public float* Mean;
        public float* Square;
        public float Beta1, Beta2, Rest1, Rest2, Epsilon, Rate, RootScale, Keep, Decay;

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
            TVector beta1 = TSimd.Create(Beta1), beta2 = TSimd.Create(Beta2), rest1 = TSimd.Create(Rest1), rest2 = TSimd.Create(Rest2);
            TVector epsilon = TSimd.Create(Epsilon), rate = TSimd.Create(-Rate), rootScale = TSimd.Create(RootScale);
            TVector keep = TSimd.Create(Keep), decay = TSimd.Create(Decay);
            for (nint i = start; i < end; i += TSimd.Width)
            {
                int count = (int)Math.Min(TSimd.Width, end - i);
                bool whole = count == TSimd.Width;

                // Memory past the end may be read.
                TVector p = TSimd.Load(Values + i);
                TVector g = TSimd.MultiplyAdd(decay, p, TSimd.Load(Gradient + i));
                TVector m = VectorMath<TSimd, TVector>.FlushSubnormal(TSimd.MultiplyAdd(beta1, TSimd.Load(Mean + i), TSimd.Multiply(rest1, g)));
                TVector v = VectorMath<TSimd, TVector>.FlushSubnormal(TSimd.MultiplyAdd(beta2, TSimd.Load(Square + i), TSimd.Multiply(rest2, TSimd.Multiply(g, g))));
                TVector step = TSimd.Divide(m, TSimd.MultiplyAdd(TSimd.Sqrt(v), rootScale, epsilon));
                p = TSimd.MultiplyAdd(rate, step, TSimd.Multiply(keep, p));
                if (whole)
                {
                    TSimd.Store(m, Mean + i);
                    TSimd.Store(v, Square + i);
                    TSimd.Store(p, Values + i);
                }
                else
                {
                    TSimd.StoreFirst(m, Mean + i, count);
                    TSimd.StoreFirst(v, Square + i, count);
                    TSimd.StoreFirst(p, Values + i, count);
                }
            }
        }
    }
}

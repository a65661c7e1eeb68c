using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The weighted mean of a loss that compares element by element, and its gradient. Rows that weigh nothing may hold anything.</summary>
internal static unsafe class ElementLoss<TLoss>
    where TLoss : IElementLoss
{
    private const nint Grain = 8 * 1024;

    /// <summary>Vectors that are added up in float before the sum goes on in double.</summary>
    private const nint StripLength = 1024;

    public static void Forward(in ForwardArguments arguments)
    {
        Job job = CreateJob(arguments.Inputs, out nint lines, out double total);
        nint grain = Math.Max(1, Grain / Math.Max(job.Width, 1));
        nint chunks = (lines + grain - 1) / grain;
        using var sums = new Scratch(2 * Math.Max(1, chunks));
        job.Sums = sums.Doubles;
        job.Grain = grain;
        WorkerCrew.Shared.Run(ref job, lines, grain, arguments.Degree);

        double loss = 0;
        for (nint i = 0; i < chunks; i++)
        {
            loss += sums.Doubles[i];
        }

        *arguments.Outputs[0].Floats = total > 0 ? (float)(loss / total) : 0;
    }

    public static void Backward(in BackwardArguments arguments)
    {
        if (!arguments.Wants(0))
        {
            return;
        }

        Job job = CreateJob(arguments.Inputs, out nint lines, out double total);
        job.Gradient = arguments.Gradients[0].Floats;
        job.Accumulate = arguments.Accumulate[0];
        job.Scale = total > 0 ? (float)(*arguments.Upstream[0].Floats / total) : 0;
        WorkerCrew.Shared.Run(ref job, lines, Math.Max(1, Grain / Math.Max(job.Width, 1)), arguments.Degree);
    }

    /// <summary>Without weights, and with one element a row, all elements are one long line; else a row is a line of one weight.</summary>
    private static Job CreateJob(ReadOnlySpan<Tensor> inputs, out nint lines, out double total)
    {
        Tensor predictions = inputs[0];
        nint rows = predictions.NodeOrNull!.Shape[0], width = rows == 0 ? 0 : predictions.Length / rows;
        float* weights = inputs.Length == 3 ? inputs[2].Floats : null;
        total = RowWeights.Total(weights, rows) * width;
        lines = weights is null ? predictions.Length : rows;
        return new Job
        {
            Predictions = predictions.Floats,
            Targets = inputs[1].Floats,
            Weights = weights,
            Width = weights is null ? 1 : width,
        };
    }

    private struct Job : IRangeJob
    {
        public float* Predictions;
        public float* Targets;
        public float* Weights;
        public nint Width;

        /// <summary>Forward: one sum a chunk. Else null.</summary>
        public double* Sums;
        public nint Grain;

        public float* Gradient;
        public float Scale;
        public bool Accumulate;

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

        private readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            double sum = 0;
            if (Width == 1)
            {
                sum = RunLine<TSimd, TVector>(start, end - start, Weights is null ? null : Weights + start, 1);
            }
            else
            {
                for (nint line = start; line < end; line++)
                {
                    sum += RunLine<TSimd, TVector>(line * Width, Width, null, Weights[line]);
                }
            }

            if (Sums is not null)
            {
                Sums[start / Grain] = sum;
            }
        }

        /// <param name="offset">The line's first element.</param>
        /// <param name="length">Its length.</param>
        /// <param name="weights">A weight for each element, or null.</param>
        /// <param name="weight">The weight of all elements where <paramref name="weights"/> is null.</param>
        private readonly double RunLine<TSimd, TVector>(nint offset, nint length, float* weights, float weight)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            double sum = 0;
            for (nint start = 0; start < length; start += StripLength)
            {
                nint end = Math.Min(start + StripLength, length);
                if (Sums is null)
                {
                    DifferentiateStrip<TSimd, TVector>(offset, start, end, weights, weight);
                }
                else
                {
                    sum += SumStrip<TSimd, TVector>(offset, start, end, weights, weight);
                }
            }

            return sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly float SumStrip<TSimd, TVector>(nint offset, nint start, nint end, float* weights, float weight)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = Predictions + offset;
            float* t = Targets + offset;
            TVector sum = TSimd.Zero, factor = TSimd.Create(weight);
            nint i = start;
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                factor = weights is null ? factor : TSimd.Load(weights + i);
                TVector loss = TLoss.Loss<TSimd, TVector>(TSimd.Load(x + i), TSimd.Load(t + i));
                sum = TSimd.Add(sum, TSimd.Select(TSimd.GreaterThan(factor, TSimd.Zero), TSimd.Multiply(loss, factor), TSimd.Zero));
            }

            if (i < end)
            {
                // Elements past the end weigh nothing.
                int rest = (int)(end - i);
                float* ones = stackalloc float[16];
                new Span<float>(ones, 16).Fill(weight);
                factor = TSimd.LoadFirst(weights is null ? ones : weights + i, rest);
                TVector loss = TLoss.Loss<TSimd, TVector>(TSimd.LoadFirst(x + i, rest), TSimd.LoadFirst(t + i, rest));
                sum = TSimd.Add(sum, TSimd.Select(TSimd.GreaterThan(factor, TSimd.Zero), TSimd.Multiply(loss, factor), TSimd.Zero));
            }

            return TSimd.Sum(sum);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void DifferentiateStrip<TSimd, TVector>(nint offset, nint start, nint end, float* weights, float weight)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = Predictions + offset;
            float* t = Targets + offset;
            float* dx = Gradient + offset;
            TVector scale = TSimd.Create(Scale), factor = TSimd.Create(weight);
            for (nint i = start; i < end; i += TSimd.Width)
            {
                int count = (int)Math.Min(TSimd.Width, end - i);
                bool whole = count == TSimd.Width;
                if (weights is not null)
                {
                    factor = whole ? TSimd.Load(weights + i) : TSimd.LoadFirst(weights + i, count);
                }

                TVector prediction = whole ? TSimd.Load(x + i) : TSimd.LoadFirst(x + i, count);
                TVector target = whole ? TSimd.Load(t + i) : TSimd.LoadFirst(t + i, count);
                TVector slope = TSimd.Multiply(TSimd.Multiply(factor, scale), TLoss.Derivative<TSimd, TVector>(prediction, target));
                slope = TSimd.Select(TSimd.GreaterThan(factor, TSimd.Zero), slope, TSimd.Zero);
                if (Accumulate)
                {
                    slope = TSimd.Add(slope, whole ? TSimd.Load(dx + i) : TSimd.LoadFirst(dx + i, count));
                }

                if (whole)
                {
                    TSimd.Store(slope, dx + i);
                }
                else
                {
                    TSimd.StoreFirst(slope, dx + i, count);
                }
            }
        }
    }
}

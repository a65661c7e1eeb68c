using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = (x - m) s w + b, s = 1 / sqrt(v + e), m and v over a row of n elements. With h = (x - m) s: dx = s (w dy - mean(w dy) - h mean(w dy h)),
/// dw = sum over rows of dy h, db = sum over rows of dy. Saves, for each row, m in two floats and s.
/// </summary>
internal sealed unsafe class LayerNormalizationKernel : Kernel<LayerNormalization>
{
    protected override void Forward(LayerNormalization operation, in ForwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        (nint rows, nint columns) = Sizes(operation, inputs[0]);
        using var scratch = new Scratch(arguments.Saved is null ? Math.Max(1, 3 * rows) : 1);
        float* statistics = scratch.Floats;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate([checked((int)rows), 3]);
            arguments.Saved.Add(saved);
            statistics = saved.Floats;
        }

        var job = new Job
        {
            X = inputs[0].Floats,
            Weight = inputs.Length > 1 ? inputs[1].Floats : null,
            Bias = inputs.Length > 2 ? inputs[2].Floats : null,
            Statistics = statistics,
            Columns = columns,
            Epsilon = operation.Epsilon,
            Target = arguments.Outputs[0].Floats,
        };
        VectorRange<Job>.Run(job, rows, RowMath.RowsOfAChunk(columns), arguments.Degree);
    }

    protected override void Backward(LayerNormalization operation, in BackwardArguments arguments)
    {
        ReadOnlySpan<Tensor> inputs = arguments.Inputs;
        (nint rows, nint columns) = Sizes(operation, inputs[0]);
        nint grain = ChannelLoops.RowsOfBlock(columns), chunks = (rows + grain - 1) / grain;
        nint room = Math.Max(1, chunks * columns);
        bool wantsWeight = arguments.Wants(1), wantsBias = arguments.Wants(2);
        using var weightSums = new Scratch(wantsWeight ? room : 1);
        using var biasSums = new Scratch(wantsBias ? room : 1);
        var job = new Job
        {
            Dy = arguments.Upstream[0].Floats,
            X = inputs[0].Floats,
            Weight = inputs.Length > 1 ? inputs[1].Floats : null,
            Statistics = arguments.Saved[0].Floats,
            Columns = columns,
            Grain = grain,
            Target = arguments.Wants(0) ? arguments.Gradients[0].Floats : null,
            Accumulate = arguments.Accumulate[0],
            WeightSums = wantsWeight ? weightSums.Floats : null,
            BiasSums = wantsBias ? biasSums.Floats : null,
        };
        VectorRange<Job>.Run(job, rows, grain, arguments.Degree);
        if (wantsWeight)
        {
            ColumnSums.Run(weightSums.Floats, chunks, columns, arguments.Gradients[1].Floats, arguments.Accumulate[1], arguments.Degree);
        }

        if (wantsBias)
        {
            ColumnSums.Run(biasSums.Floats, chunks, columns, arguments.Gradients[2].Floats, arguments.Accumulate[2], arguments.Degree);
        }
    }

    private static (nint Rows, nint Columns) Sizes(LayerNormalization operation, Tensor x)
    {
        Shape shape = x.NodeOrNull!.Shape;
        nint rows = 1, columns = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (axis < shape.Rank - operation.Axes)
            {
                rows *= shape[axis];
            }
            else
            {
                columns *= shape[axis];
            }
        }

        return (rows, columns);
    }

    private struct Job : IVectorJob
    {
        /// <summary>Null in the forward run.</summary>
        public float* Dy;
        public float* X;
        public float* Weight;
        public float* Bias;

        /// <summary>Three a row.</summary>
        public float* Statistics;
        public nint Columns;
        public float Epsilon;

        /// <summary>y, or dx where it is wanted.</summary>
        public float* Target;
        public bool Accumulate;

        /// <summary>A row a chunk, where it is wanted.</summary>
        public float* WeightSums;
        public float* BiasSums;
        public nint Grain;

        public readonly void Run<TSimd, TVector>(nint start, nint end)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            if (Dy is not null)
            {
                float* weightSums = WeightSums is null ? null : WeightSums + start / Grain * Columns;
                float* biasSums = BiasSums is null ? null : BiasSums + start / Grain * Columns;
                RowMath.Fill(weightSums, weightSums is null ? 0 : Columns, 0);
                RowMath.Fill(biasSums, biasSums is null ? 0 : Columns, 0);
                for (nint row = start; row < end; row++)
                {
                    BackwardRow<TSimd, TVector>(row, weightSums, biasSums);
                }
            }
            else if (Columns > 0)
            {
                for (nint row = start; row < end; row++)
                {
                    ForwardRow<TSimd, TVector>(row);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void ForwardRow<TSimd, TVector>(nint row)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = X + row * Columns, y = Target + row * Columns, statistics = Statistics + 3 * row;
            LineSums.Run<TSimd, TVector>(null, x, Columns, x[0], 0, out double sum, out double squares);
            float centre = new Moments(x[0], sum, squares, Columns).High;
            LineSums.Run<TSimd, TVector>(null, x, Columns, centre, 0, out sum, out squares);
            var moments = new Moments(centre, sum, squares, Columns);
            statistics[0] = moments.High;
            statistics[1] = moments.Low;
            statistics[2] = moments.InverseDeviation(Epsilon);
            TVector high = TSimd.Create(statistics[0]), low = TSimd.Create(statistics[1]), inverse = TSimd.Create(statistics[2]);
            for (nint i = 0; i < Columns; i += TSimd.Width)
            {
                // Past the columns come the next row's, or the room at the end; they are not written.
                TVector value = TSimd.Multiply(TSimd.Subtract(TSimd.Subtract(TSimd.Load(x + i), high), low), inverse);
                value = Weight is null ? value : TSimd.Multiply(value, TSimd.Load(Weight + i));
                value = Bias is null ? value : TSimd.Add(value, TSimd.Load(Bias + i));
                Lanes<TSimd, TVector>.Store(value, y + i, (int)Math.Min(TSimd.Width, Columns - i));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void BackwardRow<TSimd, TVector>(nint row, float* weightSums, float* biasSums)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            float* x = X + row * Columns, dy = Dy + row * Columns, statistics = Statistics + 3 * row;
            float* target = Target is null ? null : Target + row * Columns;
            TVector high = TSimd.Create(statistics[0]), low = TSimd.Create(statistics[1]), inverse = TSimd.Create(statistics[2]);
            TVector factor = TSimd.Zero, summand = TSimd.Zero;
            if (target is not null)
            {
                WeightedSums<TSimd, TVector>(dy, x, high, low, out double sum, out double dot);
                double s = statistics[2];
                factor = TSimd.Create((float)(-s * s * s * dot / Columns));
                summand = TSimd.Create((float)(-s * sum / Columns));
            }

            for (nint i = 0; i < Columns; i += TSimd.Width)
            {
                // Past the columns come the next row's, or the room at the end; they are not written.
                int count = (int)Math.Min(TSimd.Width, Columns - i);
                TVector d = TSimd.Subtract(TSimd.Subtract(TSimd.Load(x + i), high), low), gradient = TSimd.Load(dy + i);
                TVector scaled = TSimd.Multiply(inverse, gradient);
                if (target is not null)
                {
                    TVector own = Weight is null ? scaled : TSimd.Multiply(scaled, TSimd.Load(Weight + i));
                    Lanes<TSimd, TVector>.Put(TSimd.Add(own, TSimd.MultiplyAdd(factor, d, summand)), target + i, count, Accumulate);
                }

                if (weightSums is not null)
                {
                    Lanes<TSimd, TVector>.Store(TSimd.MultiplyAdd(scaled, d, TSimd.Load(weightSums + i)), weightSums + i, count);
                }

                if (biasSums is not null)
                {
                    Lanes<TSimd, TVector>.Store(TSimd.Add(gradient, TSimd.Load(biasSums + i)), biasSums + i, count);
                }
            }
        }

        /// <summary>The sums of w dy and of w dy (x - m).</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void WeightedSums<TSimd, TVector>(float* dy, float* x, TVector high, TVector low, out double sum, out double dot)
            where TSimd : ISimd<TVector>
            where TVector : struct
        {
            const nint StripVectors = 64;
            sum = 0;
            dot = 0;
            nint i = 0;
            while (i < Columns)
            {
                TVector sums = TSimd.Zero, dots = TSimd.Zero;
                for (nint end = Math.Min(i + StripVectors * TSimd.Width, Columns); i < end; i += TSimd.Width)
                {
                    // Past the columns w dy is 0, x anything that is a number.
                    int count = (int)Math.Min(TSimd.Width, Columns - i);
                    TVector term = Lanes<TSimd, TVector>.Load(dy + i, count), value = Lanes<TSimd, TVector>.Load(x + i, count);
                    term = Weight is null ? term : TSimd.Multiply(term, Lanes<TSimd, TVector>.Load(Weight + i, count));
                    sums = TSimd.Add(sums, term);
                    dots = TSimd.MultiplyAdd(term, TSimd.Subtract(TSimd.Subtract(value, high), low), dots);
                }

                sum += TSimd.Sum(sums);
                dot += TSimd.Sum(dots);
            }
        }
    }
}

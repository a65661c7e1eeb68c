using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Softmax, or its logarithm, along an axis that others follow: some columns at a time, row after row.</summary>
internal static unsafe class AxisSoftmax
{
    private const int TileColumns = 64;

    /// <summary>y from x.</summary>
    public static void Forward(bool logarithm, float* x, float* y, in Shape shape, int axis, int degree) =>
        Run(new Job { Logarithm = logarithm, X = x, Y = y }, shape, axis, degree);

    /// <summary>dx from y and dy.</summary>
    public static void Backward(bool logarithm, float* y, float* dy, float* dx, in Shape shape, int axis, bool accumulate, int degree) =>
        Run(new Job { Logarithm = logarithm, Y = y, Upstream = dy, Gradient = dx, Accumulate = accumulate }, shape, axis, degree);

    private static void Run(Job job, in Shape shape, int axis, int degree)
    {
        if (shape.Length == 0)
        {
            return;
        }

        (nint outer, nint inner) = shape.Around(axis);
        job.Rows = shape[axis];
        job.Columns = inner;
        job.Tiles = (inner + TileColumns - 1) / TileColumns;
        WorkerCrew.Shared.Run(ref job, outer * job.Tiles, RowMath.RowsOfAChunk(job.Rows * Math.Min(TileColumns, inner)), degree);
    }

    private struct Job : IRangeJob
    {
        public bool Logarithm;
        public nint Rows, Columns, Tiles;
        public float* X;
        public float* Y;

        /// <summary>Null in the forward run.</summary>
        public float* Upstream;
        public float* Gradient;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            float* room = stackalloc float[TileColumns];
            double* sums = stackalloc double[TileColumns];
            for (nint item = start; item < end; item++)
            {
                (nint outer, nint tile) = Math.DivRem(item, Tiles);
                nint column = tile * TileColumns, first = outer * Rows * Columns + column;
                int count = (int)Math.Min(TileColumns, Columns - column);
                new Span<double>(sums, count).Clear();
                if (Upstream is null)
                {
                    Forward(first, count, room, sums);
                }
                else
                {
                    Backward(first, count, room, sums);
                }
            }
        }

        private readonly void Forward(nint first, int count, float* room, double* sums)
        {
            var max = new Span<float>(room, count);
            new ReadOnlySpan<float>(X + first, count).CopyTo(max);
            for (nint row = 1; row < Rows; row++)
            {
                TensorPrimitives.Max(max, new ReadOnlySpan<float>(X + first + row * Columns, count), max);
            }

            float* powers = stackalloc float[TileColumns];
            for (nint row = 0; row < Rows; row++)
            {
                float* y = Y + first + row * Columns;
                TensorPrimitives.Subtract(new ReadOnlySpan<float>(X + first + row * Columns, count), max, new Span<float>(y, count));
                float* target = Logarithm ? powers : y;
                if (Logarithm)
                {
                    new ReadOnlySpan<float>(y, count).CopyTo(new Span<float>(powers, count));
                }

                RowMath.Exp(target, count);
                for (int i = 0; i < count; i++)
                {
                    sums[i] += target[i];
                }
            }

            for (int i = 0; i < count; i++)
            {
                room[i] = (float)(Logarithm ? Math.Log(sums[i]) : 1 / sums[i]);
            }

            for (nint row = 0; row < Rows; row++)
            {
                var y = new Span<float>(Y + first + row * Columns, count);
                if (Logarithm)
                {
                    TensorPrimitives.Subtract(y, new ReadOnlySpan<float>(room, count), y);
                }
                else
                {
                    TensorPrimitives.Multiply(y, new ReadOnlySpan<float>(room, count), y);
                }
            }
        }

        private readonly void Backward(nint first, int count, float* room, double* sums)
        {
            for (nint row = 0; row < Rows; row++)
            {
                float* y = Y + first + row * Columns;
                float* dy = Upstream + first + row * Columns;
                for (int i = 0; i < count; i++)
                {
                    sums[i] += Logarithm ? dy[i] : (double)y[i] * dy[i];
                }
            }

            for (nint row = 0; row < Rows; row++)
            {
                float* y = Y + first + row * Columns;
                float* dy = Upstream + first + row * Columns;
                float* dx = Gradient + first + row * Columns;
                if (Logarithm)
                {
                    new ReadOnlySpan<float>(y, count).CopyTo(new Span<float>(room, count));
                    RowMath.Exp(room, count);
                }

                for (int i = 0; i < count; i++)
                {
                    float sum = (float)sums[i];
                    float value = Logarithm ? dy[i] - room[i] * sum : y[i] * (dy[i] - sum);
                    dx[i] = Accumulate ? dx[i] + value : value;
                }
            }
        }
    }
}

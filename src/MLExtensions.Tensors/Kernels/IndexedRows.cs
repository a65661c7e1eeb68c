using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// Rows taken by their numbers, and their gradient: embedding, selection and padding. Source <c>[outer, rows, columns]</c>, result <c>[outer, count, columns]</c>.
/// </summary>
internal static unsafe class IndexedRows
{
    /// <summary>Elements in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    /// <summary>Throws where an index is none of so many; to be called before each use, as the tensor may have been given other values.</summary>
    public static void Check(string operation, int* indices, nint count, int rows)
    {
        for (nint i = 0; i < count; i++)
        {
            if ((uint)indices[i] >= (uint)rows)
            {
                throw new ArgumentException(rows == 0
                    ? $"{operation}: the index at {i} is {indices[i]}, but there are no rows to take."
                    : $"{operation}: the index at {i} is {indices[i]}; expected 0 to {rows - 1}.");
            }
        }
    }

    /// <summary>target[o, i, :] = source[o, indices[i], :]</summary>
    public static void Take(float* source, nint outer, nint rows, nint columns, int* indices, nint count, float* target, int degree)
    {
        var job = new TakeJob { Source = source, Rows = rows, Columns = columns, Indices = indices, Count = count, Target = target };
        WorkerCrew.Shared.Run(ref job, outer * count, Math.Max(1, Grain / Math.Max(1, columns)), degree);
    }

    /// <summary>
    /// gradient[o, r, :] = the sum of upstream[o, i, :] over all i with indices[i] = r, or added. The places of a row are found first, so that one chunk has
    /// all of a row's sum, in order and in double precision.
    /// </summary>
    /// <param name="upstream">The gradient of the result.</param>
    /// <param name="stride">Elements from one row of it to the next: as many as columns, or more where it is a part of wider rows.</param>
    /// <param name="outer">How many times all of it is repeated.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Elements of a row.</param>
    /// <param name="indices">Which rows were taken; checked.</param>
    /// <param name="count">How many.</param>
    /// <param name="gradient">Where the sums go.</param>
    /// <param name="accumulate">Whether they are added.</param>
    /// <param name="without">The row that gets none; -1 for none.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Return(
        float* upstream, nint stride, nint outer, nint rows, nint columns, int* indices, nint count, float* gradient, bool accumulate, int without, int degree)
    {
        using var places = new Scratch(rows + 1 + count);
        int* starts = (int*)places.Floats;
        int* order = starts + rows + 1;
        Sort(indices, checked((int)count), rows, starts, order);
        var job = new ReturnJob
        {
            Upstream = upstream,
            Stride = stride,
            Rows = rows,
            Columns = columns,
            Starts = starts,
            Order = order,
            Count = count,
            Gradient = gradient,
            Accumulate = accumulate,
            Without = without,
        };
        nint work = columns * (1 + count / Math.Max(1, rows));
        WorkerCrew.Shared.Run(ref job, outer * rows, Math.Max(1, Grain / Math.Max(1, work)), degree);
    }

    /// <summary>The places of row r are order[starts[r]..starts[r + 1]], ascending.</summary>
    private static void Sort(int* indices, int count, nint rows, int* starts, int* order)
    {
        new Span<int>(starts, checked((int)rows + 1)).Clear();
        for (int i = 0; i < count; i++)
        {
            starts[indices[i] + 1]++;
        }

        for (nint row = 0; row < rows; row++)
        {
            starts[row + 1] += starts[row];
        }

        // Each start goes up to the next one while its places are filled in; then they move back by one.
        for (int i = 0; i < count; i++)
        {
            order[starts[indices[i]]++] = i;
        }

        for (nint row = rows; row > 0; row--)
        {
            starts[row] = starts[row - 1];
        }

        starts[0] = 0;
    }

    private struct TakeJob : IRangeJob
    {
        public float* Source;
        public nint Rows, Columns, Count;
        public int* Indices;
        public float* Target;

        public readonly void Run(nint start, nint end)
        {
            nint bytes = Columns * sizeof(float);
            for (nint row = start; row < end; row++)
            {
                (nint outer, nint i) = Math.DivRem(row, Count);
                Buffer.MemoryCopy(Source + (outer * Rows + Indices[i]) * Columns, Target + row * Columns, bytes, bytes);
            }
        }
    }

    private struct ReturnJob : IRangeJob
    {
        /// <summary>Columns that are summed side by side.</summary>
        private const int TileColumns = 128;

        public float* Upstream;
        public nint Stride, Rows, Columns, Count;
        public int* Starts;
        public int* Order;
        public float* Gradient;
        public bool Accumulate;
        public int Without;

        public readonly void Run(nint start, nint end)
        {
            double* sums = stackalloc double[TileColumns];
            for (nint item = start; item < end; item++)
            {
                (nint outer, nint row) = Math.DivRem(item, Rows);
                float* upstream = Upstream + outer * Count * Stride;
                int first = Starts[row], last = row == Without ? first : Starts[row + 1];
                for (nint column = 0; column < Columns; column += TileColumns)
                {
                    int columns = (int)Math.Min(TileColumns, Columns - column);
                    var gradient = new Span<float>(Gradient + item * Columns + column, columns);
                    if (last - first == 1)
                    {
                        Put(new ReadOnlySpan<float>(upstream + Order[first] * Stride + column, columns), gradient);
                    }
                    else if (last > first)
                    {
                        Sum(upstream + column, first, last, sums, columns);
                        for (int i = 0; i < columns; i++)
                        {
                            gradient[i] = Accumulate ? gradient[i] + (float)sums[i] : (float)sums[i];
                        }
                    }
                    else if (!Accumulate)
                    {
                        gradient.Clear();
                    }
                }
            }
        }

        private readonly void Put(ReadOnlySpan<float> values, Span<float> gradient)
        {
            if (Accumulate)
            {
                TensorPrimitives.Add(gradient, values, gradient);
            }
            else
            {
                values.CopyTo(gradient);
            }
        }

        private readonly void Sum(float* upstream, int first, int last, double* sums, int columns)
        {
            new Span<double>(sums, columns).Clear();
            for (int place = first; place < last; place++)
            {
                float* values = upstream + Order[place] * Stride;
                int i = 0;
                for (; i <= columns - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Vector256.Load(values + i));
                    (Vector256.Load(sums + i) + low).Store(sums + i);
                    (Vector256.Load(sums + i + Vector256<double>.Count) + high).Store(sums + i + Vector256<double>.Count);
                }

                for (; i < columns; i++)
                {
                    sums[i] += values[i];
                }
            }
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// Copies elements from steps to steps, or adds them: what transposing, slicing and concatenating come to. Of the axes' steps the first is the source's, the
/// second the target's. No two positions may have the same target.
/// </summary>
internal static unsafe class StridedCopy
{
    /// <summary>The side of the squares in which an exchange of two axes goes, so that both sides stay in the first cache.</summary>
    private const int Tile = 32;

    /// <param name="axes">What to walk over; the innermost target step is that of the longest runs.</param>
    /// <param name="source">Floats, or other elements of four bytes where nothing is added.</param>
    /// <param name="target">As many bytes an element.</param>
    /// <param name="accumulate">Whether to add to what is there.</param>
    /// <param name="degree">How many threads may be used.</param>
    public static void Run(StridedAxes axes, float* source, float* target, bool accumulate, int degree)
    {
        nint length = axes.Length;
        if (length == 0)
        {
            return;
        }

        StridedAxis inner = axes.TakeInner();
        int contiguous = inner is { Step0: not 1, Step1: 1 } ? FindContiguous(axes) : -1;
        if (contiguous >= 0)
        {
            StridedAxis other = axes.Take(contiguous);
            var exchange = new ExchangeJob
            {
                Outer = axes,
                Rows = other.Length,
                Columns = inner.Length,
                SourceStep = inner.Step0,
                TargetStep = other.Step1,
                TilesOfARow = (inner.Length + Tile - 1) / Tile,
                TilesOfAMatrix = ((inner.Length + Tile - 1) / Tile) * ((other.Length + Tile - 1) / Tile),
                Source = source,
                Target = target,
                Accumulate = accumulate,
            };
            WorkerCrew.Shared.Run(ref exchange, axes.Length * exchange.TilesOfAMatrix, Elementwise.Grain / (Tile * Tile), degree);
            return;
        }

        var job = new RowJob { Outer = axes, Inner = inner, Source = source, Target = target, Accumulate = accumulate };
        WorkerCrew.Shared.Run(ref job, length, Elementwise.Grain, degree);
    }

    private static int FindContiguous(in StridedAxes axes)
    {
        for (int i = 0; i < axes.Count; i++)
        {
            if (axes[i].Step0 == 1)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Row after row of the innermost axis.</summary>
    private struct RowJob : IRangeJob
    {
        public StridedAxes Outer;
        public StridedAxis Inner;
        public float* Source;
        public float* Target;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            (nint row, nint column) = Math.DivRem(start, Inner.Length);
            var cursor = new StridedAxes.Cursor(Outer, row);
            while (start < end)
            {
                nint length = Math.Min(Inner.Length - column, end - start);
                Row(Source + cursor.Offset0 + column * Inner.Step0, Target + cursor.Offset1 + column * Inner.Step1, length);
                start += length;
                column = 0;
                cursor.MoveNext(Outer);
            }
        }

        private readonly void Row(float* source, float* target, nint length)
        {
            if (Inner.Step0 == 1 && Inner.Step1 == 1)
            {
                var from = new ReadOnlySpan<float>(source, (int)length);
                var to = new Span<float>(target, (int)length);
                if (Accumulate)
                {
                    TensorPrimitives.Add(from, to, to);
                }
                else
                {
                    from.CopyTo(to);
                }
            }
            else if (Accumulate)
            {
                for (nint i = 0; i < length; i++)
                {
                    target[i * Inner.Step1] += source[i * Inner.Step0];
                }
            }
            else
            {
                // As whole numbers: every bit arrives, whatever the elements are.
                for (nint i = 0; i < length; i++)
                {
                    ((int*)target)[i * Inner.Step1] = ((int*)source)[i * Inner.Step0];
                }
            }
        }
    }

    /// <summary>Matrices whose rows are contiguous at the source and whose columns are contiguous at the target, square after square.</summary>
    private struct ExchangeJob : IRangeJob
    {
        public StridedAxes Outer;
        public nint Rows, Columns;
        public nint SourceStep, TargetStep;
        public nint TilesOfARow, TilesOfAMatrix;
        public float* Source;
        public float* Target;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            (nint matrix, nint tile) = Math.DivRem(start, TilesOfAMatrix);
            var cursor = new StridedAxes.Cursor(Outer, matrix);
            for (; start < end; start++)
            {
                (nint tileRow, nint tileColumn) = Math.DivRem(tile, TilesOfARow);
                nint row = tileRow * Tile, column = tileColumn * Tile;
                Exchange(
                    Source + cursor.Offset0 + row + column * SourceStep,
                    Target + cursor.Offset1 + row * TargetStep + column,
                    Math.Min(Tile, Rows - row),
                    Math.Min(Tile, Columns - column));
                if (++tile == TilesOfAMatrix)
                {
                    tile = 0;
                    cursor.MoveNext(Outer);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Exchange(float* source, float* target, nint rows, nint columns)
        {
            nint sourceStep = SourceStep;
            for (nint i = 0; i < rows; i++)
            {
                float* from = source + i;
                float* to = target + i * TargetStep;
                if (Accumulate)
                {
                    for (nint j = 0; j < columns; j++)
                    {
                        to[j] += from[j * sourceStep];
                    }
                }
                else
                {
                    for (nint j = 0; j < columns; j++)
                    {
                        ((int*)to)[j] = ((int*)from)[j * sourceStep];
                    }
                }
            }
        }
    }
}

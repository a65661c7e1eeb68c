using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = the largest (or smallest) x; dx = dy at the first place that has it, or shared by all that do.</summary>
/// <typeparam name="TOperation"><see cref="Max"/> or <see cref="Min"/>.</typeparam>
internal sealed unsafe class ExtremumKernel<TOperation> : Kernel<TOperation>
    where TOperation : AxesReduction
{
    /// <summary>Elements in a chunk of work.</summary>
    private const nint Grain = 16 * 1024;

    /// <summary>Columns that are gone through side by side.</summary>
    private const int TileColumns = 256;

    protected override void Forward(TOperation operation, in ForwardArguments arguments) => Run(
        operation, arguments.Inputs[0], arguments.Outputs[0], null, null, accumulate: false, arguments.Degree);

    protected override void Backward(TOperation operation, in BackwardArguments arguments) => Run(
        operation,
        arguments.Inputs[0],
        arguments.Outputs[0],
        arguments.Upstream[0].Floats,
        arguments.Gradients[0].Floats,
        arguments.Accumulate[0],
        arguments.Degree);

    private static void Run(TOperation operation, Tensor x, Tensor y, float* upstream, float* gradient, bool accumulate, int degree)
    {
        Shape shape = x.NodeOrNull!.Shape;
        if (shape.Length == 0)
        {
            return;
        }

        var layout = ReductionLayout.Create(shape, operation.Kept(shape));
        nint tiles = layout.TakesInner ? 1 : (layout.Inner + TileColumns - 1) / TileColumns;
        nint work = layout.TakesInner ? layout.Count : layout.Rows * Math.Min(TileColumns, layout.Inner);
        var job = new Job
        {
            Layout = layout,
            Tiles = tiles,
            X = x.Floats,
            Y = y.Floats,
            Upstream = upstream,
            Gradient = gradient,
            Largest = operation is Max,
            OnlyFirst = operation.Axes.Count == 1,
            Accumulate = accumulate,
        };
        WorkerCrew.Shared.Run(ref job, layout.Kept.Length * tiles, Math.Max(1, Grain / work), degree);
    }

    private struct Job : IRangeJob
    {
        public ReductionLayout Layout;
        public nint Tiles;
        public float* X;
        public float* Y;

        /// <summary>Null where the extremum itself is wanted and not its gradient.</summary>
        public float* Upstream;
        public float* Gradient;
        public bool Largest, OnlyFirst, Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint* open = stackalloc nint[TileColumns];
            for (nint item = start; item < end; item++)
            {
                (nint kept, nint tile) = Math.DivRem(item, Tiles);
                nint source = Layout.Kept.Offset0(kept), column = tile * TileColumns;
                nint output = Layout.TakesInner ? kept : kept * Layout.Inner + column;
                int columns = (int)(Layout.TakesInner ? 1 : Math.Min(TileColumns, Layout.Inner - column));
                if (Upstream is null)
                {
                    Find(X + source + column, Y + output, columns);
                }
                else
                {
                    Differentiate(source + column, output, columns, open);
                }
            }
        }

        private readonly void Find(float* x, float* y, int columns)
        {
            var cursor = new StridedAxes.Cursor(Layout.Taken, 0);
            var best = new Span<float>(y, columns);
            for (nint row = 0; row < Layout.Rows; row++)
            {
                float* source = x + cursor.Offset0;
                if (Layout.TakesInner)
                {
                    for (nint i = 0; i < Layout.Inner; i += int.MaxValue)
                    {
                        var part = new ReadOnlySpan<float>(source + i, (int)Math.Min(int.MaxValue, Layout.Inner - i));
                        float value = Largest ? TensorPrimitives.Max(part) : TensorPrimitives.Min(part);
                        *y = row == 0 && i == 0 ? value : Largest ? MathF.Max(*y, value) : MathF.Min(*y, value);
                    }
                }
                else if (row == 0)
                {
                    new ReadOnlySpan<float>(source, columns).CopyTo(best);
                }
                else if (Largest)
                {
                    TensorPrimitives.Max(best, new ReadOnlySpan<float>(source, columns), best);
                }
                else
                {
                    TensorPrimitives.Min(best, new ReadOnlySpan<float>(source, columns), best);
                }

                cursor.MoveNext(Layout.Taken);
            }
        }

        /// <summary>For each column the places that get a share, and then the shares. <paramref name="open"/>: how many of them are to come.</summary>
        private readonly void Differentiate(nint source, nint output, int columns, nint* open)
        {
            float* shares = stackalloc float[TileColumns];
            new Span<nint>(open, columns).Fill(OnlyFirst ? 1 : 0);
            nint run = Layout.TakesInner ? Layout.Inner : columns;
            var cursor = new StridedAxes.Cursor(Layout.Taken, 0);
            for (nint row = 0; row < Layout.Rows && !OnlyFirst; row++)
            {
                float* x = X + source + cursor.Offset0;
                for (nint i = 0; i < run; i++)
                {
                    nint j = Layout.TakesInner ? 0 : i;
                    open[j] += Same(x[i], Y[output + j]) ? 1 : 0;
                }

                cursor.MoveNext(Layout.Taken);
            }

            for (int j = 0; j < columns; j++)
            {
                shares[j] = Upstream[output + j] / open[j];
            }

            cursor = new StridedAxes.Cursor(Layout.Taken, 0);
            for (nint row = 0; row < Layout.Rows; row++)
            {
                float* x = X + source + cursor.Offset0;
                float* dx = Gradient + source + cursor.Offset0;
                for (nint i = 0; i < run; i++)
                {
                    nint j = Layout.TakesInner ? 0 : i;
                    bool gets = open[j] > 0 && Same(x[i], Y[output + j]);
                    open[j] -= gets ? 1 : 0;
                    float value = gets ? shares[j] : 0;
                    dx[i] = Accumulate ? dx[i] + value : value;
                }

                cursor.MoveNext(Layout.Taken);
            }
        }

        private static bool Same(float x, float y) => x == y || (float.IsNaN(x) && float.IsNaN(y));
    }
}

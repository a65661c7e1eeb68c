using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y[b, c] = bias[c] + the largest window's product with filter c, all windows in one product (<see cref="SequenceWindows"/>). Saved is which window it is: it alone has a gradient.
/// </summary>
internal sealed unsafe class MaxOverTimeConvolutionKernel : Kernel<MaxOverTimeConvolution>
{
    /// <summary>Multiplications, or values compared, in a chunk.</summary>
    private const nint Grain = 32 * 1024;

    protected override void Forward(MaxOverTimeConvolution operation, in ForwardArguments arguments)
    {
        SequenceWindows windows = Windows(operation, arguments.Inputs);
        using var filters = new Scratch(windows.Filters * windows.Length);
        OrderFilters(windows, arguments.Inputs[1].Floats, filters.Floats);
        int* places = null;
        if (arguments.Saved is not null)
        {
            Tensor saved = arguments.Scope.Allocate(arguments.Outputs[0].Shape, ElementType.Int32);
            arguments.Saved.Add(saved);
            places = saved.Ints;
        }

        for (nint first = 0, end; first < windows.Batch; first = end)
        {
            end = windows.GroupEnd(first);
            nint count = windows.CountOf(first, end);
            using var steps = new Scratch((count + windows.Width - 1) * windows.Features);
            using var starts = new Scratch(end - first + 1);
            using var products = new Scratch(count * windows.Filters);
            windows.LayOut(first, end, steps.Floats, (int*)starts.Floats, arguments.Degree);
            var problem = new GemmProblem
            {
                M = count,
                N = windows.Filters,
                K = windows.Length,
                A = new GemmMatrix(steps.Floats, windows.Features, 1),
                B = GemmMatrix.RowMajor(filters.Floats, windows.Length).Transposed,
                C = products.Floats,
                CStride = windows.Filters,
            };
            Gemm.Run(ref problem, arguments.Degree);
            var job = new LargestRows
            {
                Values = products.Floats,
                Starts = (int*)starts.Floats,
                Bias = arguments.Inputs[2].Floats,
                Output = arguments.Outputs[0].Floats + first * windows.Filters,
                Places = places == null ? null : places + first * windows.Filters,
                Columns = (int)windows.Filters,
            };
            WorkerCrew.Shared.Run(ref job, end - first, Math.Max(1, Grain / Math.Max(1, (windows.Time + windows.Width) * windows.Filters)), arguments.Degree);
        }
    }

    protected override void Backward(MaxOverTimeConvolution operation, in BackwardArguments arguments)
    {
        SequenceWindows windows = Windows(operation, arguments.Inputs);
        float* upstream = arguments.Upstream[0].Floats;
        int* places = arguments.Saved[0].Ints;
        if (arguments.Wants(0))
        {
            using var filters = new Scratch(windows.Filters * windows.Length);
            OrderFilters(windows, arguments.Inputs[1].Floats, filters.Floats);
            var job = new StepsGradient
            {
                Windows = windows,
                Filters = filters.Floats,
                Upstream = upstream,
                Places = places,
                Gradient = arguments.Gradients[0].Floats,
                Accumulate = arguments.Accumulate[0],
            };
            WorkerCrew.Shared.Run(ref job, windows.Batch, Math.Max(1, Grain / Math.Max(1, windows.Filters * windows.Length)), arguments.Degree);
        }

        if (arguments.Wants(1))
        {
            nint grain = Math.Max(1, Grain / Math.Max(1, windows.Batch * windows.Length));
            nint chunks = (windows.Filters + grain - 1) / grain;
            using var sums = new Scratch(chunks * windows.Length);
            var job = new FiltersGradient
            {
                Windows = windows,
                Upstream = upstream,
                Places = places,
                Sums = sums.Floats,
                ChunkFilters = grain,
                Gradient = arguments.Gradients[1].Floats,
                Accumulate = arguments.Accumulate[1],
            };
            WorkerCrew.Shared.Run(ref job, windows.Filters, grain, arguments.Degree);
        }

        if (arguments.Wants(2))
        {
            ColumnSums.Run(upstream, windows.Batch, windows.Filters, arguments.Gradients[2].Floats, arguments.Accumulate[2], arguments.Degree);
        }
    }

    private static SequenceWindows Windows(MaxOverTimeConvolution operation, ReadOnlySpan<Tensor> inputs)
    {
        int* lengths = null;
        if (operation.HasLengths)
        {
            Shape x = inputs[0].NodeOrNull!.Shape;
            lengths = inputs[3].Ints;
            SequenceLengths.Check(nameof(MaxOverTimeConvolution), lengths, x[0], x[1]);
        }

        return new SequenceWindows(inputs[0], inputs[1], lengths);
    }

    /// <summary>From [filters, features, width] to [filters, width, features], as steps lie.</summary>
    private static void OrderFilters(in SequenceWindows windows, float* weight, float* ordered)
    {
        for (nint filter = 0; filter < windows.Filters; filter++, ordered += windows.Length)
        {
            for (nint feature = 0; feature < windows.Features; feature++)
            {
                for (nint k = 0; k < windows.Width; k++)
                {
                    ordered[k * windows.Features + feature] = *weight++;
                }
            }
        }
    }

    /// <summary>dx: for each filter its weights times the upstream gradient, where its largest window is.</summary>
    private struct StepsGradient : IRangeJob
    {
        public SequenceWindows Windows;
        public float* Filters, Upstream, Gradient;
        public int* Places;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint values = Windows.Time * Windows.Features;
            for (nint row = start; row < end; row++)
            {
                float* gradient = Gradient + row * values;
                if (!Accumulate)
                {
                    NativeMemory.Clear(gradient, (nuint)(values * sizeof(float)));
                }

                for (nint filter = 0; filter < Windows.Filters && Windows.LengthOf(row) > 0; filter++)
                {
                    nint place = row * Windows.Filters + filter;
                    (nint step, nint skipped, int count) = Windows.Part(row, Places[place]);
                    var weights = new ReadOnlySpan<float>(Filters + filter * Windows.Length + skipped * Windows.Features, count);
                    var target = new Span<float>(gradient + step * Windows.Features, count);
                    TensorPrimitives.MultiplyAdd(weights, Upstream[place], target, target);
                }
            }
        }
    }

    /// <summary>dweight: for each filter the sum over rows of its largest window times the upstream gradient.</summary>
    private struct FiltersGradient : IRangeJob
    {
        public SequenceWindows Windows;
        public float* Upstream, Gradient, Sums;
        public int* Places;
        public nint ChunkFilters;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            float* sums = Sums + start / ChunkFilters * Windows.Length;
            for (nint filter = start; filter < end; filter++)
            {
                NativeMemory.Clear(sums, (nuint)(Windows.Length * sizeof(float)));
                for (nint row = 0; row < Windows.Batch; row++)
                {
                    nint place = row * Windows.Filters + filter;
                    if (Windows.LengthOf(row) > 0 && Upstream[place] != 0)
                    {
                        (nint step, nint skipped, int count) = Windows.Part(row, Places[place]);
                        var target = new Span<float>(sums + skipped * Windows.Features, count);
                        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(Windows.StepsOf(row) + step * Windows.Features, count), Upstream[place], target, target);
                    }
                }

                float* gradient = Gradient + filter * Windows.Length;
                for (nint feature = 0; feature < Windows.Features; feature++)
                {
                    for (nint k = 0; k < Windows.Width; k++, gradient++)
                    {
                        float sum = sums[k * Windows.Features + feature];
                        *gradient = Accumulate ? *gradient + sum : sum;
                    }
                }
            }
        }
    }
}

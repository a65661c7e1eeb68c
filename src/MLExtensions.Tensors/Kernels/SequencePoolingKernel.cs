using System.Numerics.Tensors;
using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>The mean, the largest, the last or the first of each row's steps; the gradient goes back to the steps that were taken.</summary>
internal sealed unsafe class SequencePoolingKernel : Kernel<SequencePooling>
{
    /// <summary>Values of x in a chunk.</summary>
    private const nint Grain = 16 * 1024;

    /// <summary>Steps that are added up apart, so that many small terms are not lost in a large sum.</summary>
    private const int BlockSteps = 64;

    protected override void Forward(SequencePooling operation, in ForwardArguments arguments)
    {
        Shape x = arguments.Inputs[0].NodeOrNull!.Shape;
        using var sums = new Scratch(x[0] * (nint)x[2]);
        var job = new ForwardJob
        {
            Kind = operation.Kind,
            X = arguments.Inputs[0].Floats,
            Lengths = Lengths(operation, arguments.Inputs, x),
            Stride = operation.Stride,
            Time = x[1],
            Features = x[2],
            Output = arguments.Outputs[0].Floats,
            Sums = sums.Floats,
        };
        WorkerCrew.Shared.Run(ref job, x[0], RowsAtOnce(x), arguments.Degree);
    }

    protected override void Backward(SequencePooling operation, in BackwardArguments arguments)
    {
        if (!arguments.Wants(0))
        {
            return;
        }

        Shape x = arguments.Inputs[0].NodeOrNull!.Shape;
        var job = new BackwardJob
        {
            Kind = operation.Kind,
            X = arguments.Inputs[0].Floats,
            Lengths = Lengths(operation, arguments.Inputs, x),
            Stride = operation.Stride,
            Time = x[1],
            Features = x[2],
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, x[0], RowsAtOnce(x), arguments.Degree);
    }

    private static nint RowsAtOnce(in Shape x) => Math.Max(1, Grain / Math.Max(1, x[1] * (nint)x[2]));

    private static int* Lengths(SequencePooling operation, ReadOnlySpan<Tensor> inputs, in Shape x)
    {
        if (!operation.HasLengths)
        {
            return null;
        }

        // Pooling may have left a remainder away, of up to a whole stride.
        long most = ((x[1] + 1L) * operation.Stride) - 1;
        SequenceLengths.Check(nameof(SequencePooling), inputs[1].Ints, x[0], (int)Math.Min(most, int.MaxValue));
        return inputs[1].Ints;
    }

    private static int StepsOf(int* lengths, nint row, int time, int stride) =>
        lengths == null ? time : (int)Math.Min(time, (lengths[row] + (long)stride - 1) / stride);

    private struct ForwardJob : IRangeJob
    {
        public SequencePoolingKind Kind;
        public float* X, Output, Sums;
        public int* Lengths;
        public int Time, Features, Stride;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                int length = StepsOf(Lengths, row, Time, Stride);
                float* x = X + row * Time * Features;
                var output = new Span<float>(Output + row * Features, Features);
                if (length == 0)
                {
                    output.Clear();
                    continue;
                }

                switch (Kind)
                {
                    case SequencePoolingKind.Mean:
                        Mean(x, length, output, new Span<float>(Sums + row * Features, Features));
                        break;
                    case SequencePoolingKind.Max:
                        Step(x, 0).CopyTo(output);
                        for (int t = 1; t < length; t++)
                        {
                            TensorPrimitives.Max(output, Step(x, t), output);
                        }

                        break;
                    default:
                        Step(x, Kind == SequencePoolingKind.Last ? length - 1 : 0).CopyTo(output);
                        break;
                }
            }
        }

        private readonly void Mean(float* x, int length, Span<float> output, Span<float> block)
        {
            output.Clear();
            for (int first = 0; first < length; first += BlockSteps)
            {
                Step(x, first).CopyTo(block);
                for (int t = first + 1; t < Math.Min(length, first + BlockSteps); t++)
                {
                    TensorPrimitives.Add(block, Step(x, t), block);
                }

                TensorPrimitives.Add(output, block, output);
            }

            TensorPrimitives.Multiply(output, 1f / length, output);
        }

        private readonly ReadOnlySpan<float> Step(float* x, int t) => new(x + (nint)t * Features, Features);
    }

    private struct BackwardJob : IRangeJob
    {
        public SequencePoolingKind Kind;
        public float* X, Upstream, Gradient;
        public int* Lengths;
        public int Time, Features, Stride;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                int length = StepsOf(Lengths, row, Time, Stride);
                float* gradient = Gradient + row * Time * Features;
                var upstream = new ReadOnlySpan<float>(Upstream + row * Features, Features);
                if (!Accumulate)
                {
                    new Span<float>(gradient, Time * Features).Clear();
                }

                switch (Kind)
                {
                    case SequencePoolingKind.Mean:
                        for (int t = 0; t < length; t++)
                        {
                            var target = new Span<float>(gradient + (nint)t * Features, Features);
                            TensorPrimitives.MultiplyAdd(upstream, 1f / length, target, target);
                        }

                        break;
                    case SequencePoolingKind.Max:
                        ReturnToLargest(X + row * Time * Features, length, upstream, gradient);
                        break;
                    default:
                        if (length > 0)
                        {
                            var target = new Span<float>(gradient + (nint)(Kind == SequencePoolingKind.Last ? length - 1 : 0) * Features, Features);
                            TensorPrimitives.Add(upstream, target, target);
                        }

                        break;
                }
            }
        }

        private readonly void ReturnToLargest(float* x, int length, ReadOnlySpan<float> upstream, float* gradient)
        {
            for (int i = 0; i < upstream.Length && length > 0; i++)
            {
                int largest = 0;
                for (int t = 1; t < length; t++)
                {
                    largest = x[(nint)t * Features + i] > x[(nint)largest * Features + i] ? t : largest;
                }

                gradient[(nint)largest * Features + i] += upstream[i];
            }
        }
    }
}

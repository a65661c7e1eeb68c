using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = sum (x - mean)^2 / (n - c), in two passes; dx = dy 2 (x - mean) / (n - c).</summary>
internal sealed unsafe class VarianceKernel : Kernel<Variance>
{
    protected override void Forward(Variance operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        var layout = ReductionLayout.Create(shape, operation.Kept(shape));
        using var means = new Scratch(2 * Math.Max(1, layout.Outputs));
        Mean(operation, layout, shape, x.Floats, means.Doubles, arguments.Degree);
        AxisReduction.Run<AxisReduction.SquaredDistance>(
            layout, x.Floats, means.Doubles, Scale(operation, shape), arguments.Outputs[0].Floats, null, accumulate: false, arguments.Degree);
    }

    protected override void Backward(Variance operation, in BackwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0];
        Shape shape = x.NodeOrNull!.Shape, kept = operation.Kept(shape);
        if (shape.Length == 0)
        {
            return;
        }

        var layout = ReductionLayout.Create(shape, kept);
        using var means = new Scratch(2 * layout.Outputs);
        Mean(operation, layout, shape, x.Floats, means.Doubles, arguments.Degree);
        StridedAxes axes = Broadcast.Axes(shape, kept, [], []);
        var job = new BackwardJob
        {
            Inner = axes.TakeInner(),
            X = x.Floats,
            Means = means.Doubles,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Scale = 2 * Scale(operation, shape),
            Accumulate = arguments.Accumulate[0],
        };
        job.Outer = axes;
        WorkerCrew.Shared.Run(ref job, shape.Length, Elementwise.Grain, arguments.Degree);
    }

    private static double Scale(Variance operation, in Shape shape) => 1.0 / Math.Max(0, operation.Count(shape) - operation.Correction);

    private static void Mean(Variance operation, in ReductionLayout layout, in Shape shape, float* x, double* means, int degree) =>
        AxisReduction.Run<AxisReduction.Plain>(layout, x, null, 1.0 / operation.Count(shape), null, means, accumulate: false, degree);

    private struct BackwardJob : IRangeJob
    {
        public StridedAxes Outer;
        public StridedAxis Inner;
        public float* X;
        public double* Means;
        public float* Upstream;
        public float* Gradient;
        public double Scale;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            (nint row, nint column) = Math.DivRem(start, Inner.Length);
            var cursor = new StridedAxes.Cursor(Outer, row);
            while (start < end)
            {
                nint length = Math.Min(Inner.Length - column, end - start), result = cursor.Offset0 + column * Inner.Step0;
                for (nint i = 0; i < length; i++, result += Inner.Step0)
                {
                    float value = (float)(Upstream[result] * Scale * (X[start + i] - Means[result]));
                    Gradient[start + i] = Accumulate ? Gradient[start + i] + value : value;
                }

                start += length;
                column = 0;
                cursor.MoveNext(Outer);
            }
        }
    }
}

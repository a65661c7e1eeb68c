using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = exp(x - max) / sum exp(x - max) for each row; dx = y (dy - sum_k dy_k y_k).</summary>
internal sealed unsafe class SoftmaxKernel : Kernel<Softmax>
{
    protected override void Forward(Softmax operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Forward(logarithm: false, x.Floats, y.Floats, shape, axis, arguments.Degree);
            return;
        }

        var job = new ForwardJob { X = x.Floats, Y = y.Floats, Columns = shape[^1] };
        WorkerCrew.Shared.Run(ref job, shape.LeadingLength, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    protected override void Backward(Softmax operation, in BackwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Backward(
                logarithm: false, y.Floats, arguments.Upstream[0].Floats, arguments.Gradients[0].Floats, shape, axis, arguments.Accumulate[0], arguments.Degree);
            return;
        }

        var job = new BackwardJob
        {
            Y = y.Floats,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Columns = shape[^1],
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, shape.LeadingLength, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    private struct ForwardJob : IRangeJob
    {
        public float* X;
        public float* Y;
        public nint Columns;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* x = X + row * Columns;
                RowMath.Subtract(x, RowMath.Max(x, Columns), Y + row * Columns, Columns);
            }

            RowMath.Exp(Y + start * Columns, (end - start) * Columns);
            for (nint row = start; row < end; row++)
            {
                float* y = Y + row * Columns;
                RowMath.Scale(y, 1 / RowMath.Sum(y, Columns), Columns);
            }
        }
    }

    private struct BackwardJob : IRangeJob
    {
        public float* Y;
        public float* Upstream;
        public float* Gradient;
        public nint Columns;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            for (nint row = start; row < end; row++)
            {
                float* y = Y + row * Columns;
                float* dy = Upstream + row * Columns;
                float* dx = Gradient + row * Columns;
                float dot = RowMath.Dot(y, dy, Columns);
                for (nint i = 0; i < Columns; i++)
                {
                    float value = y[i] * (dy[i] - dot);
                    dx[i] = Accumulate ? dx[i] + value : value;
                }
            }
        }
    }
}

using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>Runs softmax and its logarithm: along the last axis by <typeparamref name="TRows"/>, else by <see cref="AxisSoftmax"/>.</summary>
internal abstract unsafe class SoftmaxOperationKernel<TOperation, TRows> : Kernel<TOperation>
    where TOperation : SoftmaxOperation
    where TRows : ISoftmaxRows
{
    protected sealed override void Forward(TOperation operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Forward(TRows.IsLogarithm, x.Floats, y.Floats, shape, axis, arguments.Degree);
            return;
        }

        var job = new Job { X = x.Floats, Y = y.Floats, Columns = shape[^1] };
        WorkerCrew.Shared.Run(ref job, shape.LeadingLength, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    protected sealed override void Backward(TOperation operation, in BackwardArguments arguments)
    {
        float* y = arguments.Outputs[0].Floats, dy = arguments.Upstream[0].Floats, dx = arguments.Gradients[0].Floats;
        Shape shape = arguments.Outputs[0].NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Backward(TRows.IsLogarithm, y, dy, dx, shape, axis, arguments.Accumulate[0], arguments.Degree);
            return;
        }

        var job = new Job { Y = y, Upstream = dy, Gradient = dx, Columns = shape[^1], Accumulate = arguments.Accumulate[0] };
        WorkerCrew.Shared.Run(ref job, shape.LeadingLength, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    private struct Job : IRangeJob
    {
        public float* X;
        public float* Y;

        /// <summary>Null in the forward run.</summary>
        public float* Upstream;
        public float* Gradient;
        public nint Columns;
        public bool Accumulate;

        public readonly void Run(nint start, nint end)
        {
            nint first = start * Columns;
            if (Upstream is null)
            {
                TRows.Forward(X + first, Y + first, end - start, Columns);
            }
            else
            {
                TRows.Backward(Y + first, Upstream + first, Gradient + first, end - start, Columns, Accumulate);
            }
        }
    }
}

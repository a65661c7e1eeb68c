using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = x - max - log(sum exp(x - max)) for each row; dx = dy - exp(y) sum_k dy_k.</summary>
internal sealed unsafe class LogSoftmaxKernel : Kernel<LogSoftmax>
{
    protected override void Forward(LogSoftmax operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        Shape shape = x.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Forward(logarithm: true, x.Floats, y.Floats, shape, axis, arguments.Degree);
            return;
        }

        var job = new ForwardJob { X = x.Floats, Y = y.Floats, Columns = shape[^1] };
        WorkerCrew.Shared.Run(ref job, shape.LeadingLength, RowMath.RowsOfAChunk(shape[^1]), arguments.Degree);
    }

    protected override void Backward(LogSoftmax operation, in BackwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        if (axis < shape.Rank - 1)
        {
            AxisSoftmax.Backward(
                logarithm: true, y.Floats, arguments.Upstream[0].Floats, arguments.Gradients[0].Floats, shape, axis, arguments.Accumulate[0], arguments.Degree);
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
            nint length = (end - start) * Columns;
            using var scratch = new Scratch(length);
            for (nint row = start; row < end; row++)
            {
                float* x = X + row * Columns;
                float* y = Y + row * Columns;
                RowMath.Subtract(x, RowMath.Max(x, Columns), y, Columns);
            }

            float* powers = scratch.Floats;
            Buffer.MemoryCopy(Y + start * Columns, powers, length * sizeof(float), length * sizeof(float));
            RowMath.Exp(powers, length);
            for (nint row = start; row < end; row++, powers += Columns)
            {
                float* y = Y + row * Columns;
                RowMath.Subtract(y, MathF.Log(RowMath.Sum(powers, Columns)), y, Columns);
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
            nint length = (end - start) * Columns;
            using var scratch = new Scratch(length);
            float* powers = scratch.Floats;
            Buffer.MemoryCopy(Y + start * Columns, powers, length * sizeof(float), length * sizeof(float));
            RowMath.Exp(powers, length);
            for (nint row = start; row < end; row++, powers += Columns)
            {
                float* dy = Upstream + row * Columns;
                float* dx = Gradient + row * Columns;
                float sum = RowMath.Sum(dy, Columns);
                for (nint i = 0; i < Columns; i++)
                {
                    float value = dy[i] - powers[i] * sum;
                    dx[i] = Accumulate ? dx[i] + value : value;
                }
            }
        }
    }
}

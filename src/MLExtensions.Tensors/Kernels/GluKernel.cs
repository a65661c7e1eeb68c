using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = a s, s = sigmoid(b), a and b the halves of an axis; da = dy s, db = dy a s (1 - s).</summary>
internal sealed unsafe class GluKernel : Kernel<Glu>
{
    /// <summary>Elements that gates are computed for at a time, so that they stay in the first cache.</summary>
    private const int Piece = 1024;

    private const nint Grain = 16 * 1024;

    protected override void Forward(Glu operation, in ForwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        var job = new Job { X = arguments.Inputs[0].Floats, Y = y.Floats, Run = RunLength(operation, y) };
        WorkerCrew.Shared.Run(ref job, y.Length, Grain, arguments.Degree);
    }

    protected override void Backward(Glu operation, in BackwardArguments arguments)
    {
        Tensor y = arguments.Outputs[0];
        var job = new Job
        {
            X = arguments.Inputs[0].Floats,
            Upstream = arguments.Upstream[0].Floats,
            Gradient = arguments.Gradients[0].Floats,
            Run = RunLength(operation, y),
            Accumulate = arguments.Accumulate[0],
        };
        WorkerCrew.Shared.Run(ref job, y.Length, Grain, arguments.Degree);
    }

    /// <summary>How long a half is, with the axes that follow: in x halves of this length take turns.</summary>
    private static nint RunLength(Glu operation, Tensor y)
    {
        Shape shape = y.NodeOrNull!.Shape;
        int axis = shape.Position(operation.Axis);
        return shape[axis] * shape.Around(axis).Inner;
    }

    private struct Job : IRangeJob
    {
        public nint Run;
        public float* X;
        public float* Y;

        /// <summary>Null in the forward run.</summary>
        public float* Upstream;
        public float* Gradient;
        public bool Accumulate;

        readonly void IRangeJob.Run(nint start, nint end)
        {
            ActivationLoop sigmoid = ActivationLoop.Of(Activation.Sigmoid);
            float* gates = stackalloc float[Piece];
            while (start < end)
            {
                (nint row, nint column) = Math.DivRem(start, Run);
                nint count = Math.Min(Math.Min(Piece, end - start), Run - column);
                nint first = 2 * row * Run + column, second = first + Run;
                sigmoid.Apply(X + second, gates, count, constant: 0);
                for (nint i = 0; i < count; i++)
                {
                    float a = X[first + i], gate = gates[i];
                    if (Upstream is null)
                    {
                        Y[start + i] = a * gate;
                        continue;
                    }

                    float da = Upstream[start + i] * gate, db = da * a * (1 - gate);
                    Gradient[first + i] = Accumulate ? Gradient[first + i] + da : da;
                    Gradient[second + i] = Accumulate ? Gradient[second + i] + db : db;
                }

                start += count;
            }
        }
    }
}

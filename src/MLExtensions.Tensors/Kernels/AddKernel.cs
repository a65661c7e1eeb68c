using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = f(z), z = a + b, either repeated where it is shorter. With dz = dy f'(z): da = dz, db = dz, summed over the repetitions. Where nothing is repeated,
/// which is the end of a residual block, the sum, the function and both gradients take one pass over memory.
/// </summary>
internal sealed unsafe class AddKernel : Kernel<Add>
{
    protected override void Forward(Add operation, in ForwardArguments arguments)
    {
        Tensor a = arguments.Inputs[0], b = arguments.Inputs[1], y = arguments.Outputs[0];
        Shape shape = y.NodeOrNull!.Shape, shapeOfA = a.NodeOrNull!.Shape, shapeOfB = b.NodeOrNull!.Shape;
        Activation activation = operation.Activation;
        float* z = y.Floats;
        if (arguments.Saved is not null && NeedsInput(activation))
        {
            Tensor saved = arguments.Scope.Allocate(shape);
            arguments.Saved.Add(saved);
            z = saved.Floats;
        }

        if (activation != Activation.None && shapeOfA == shapeOfB)
        {
            var job = new ForwardJob { Activation = activation, A = a.Floats, B = b.Floats, Z = z, Y = y.Floats };
            WorkerCrew.Shared.Run(ref job, shape.Length, Elementwise.Grain, arguments.Degree);
            return;
        }

        Broadcast.Apply<BinaryFunctions.Add>(shape, a.Floats, shapeOfA, b.Floats, shapeOfB, z, accumulate: false, arguments.Degree);
        if (activation != Activation.None)
        {
            ActivationJob.Apply(activation, z, y.Floats, shape.Length, ActivationLoop.DefaultConstant(activation), arguments.Degree);
        }
    }

    protected override void Backward(Add operation, in BackwardArguments arguments)
    {
        Shape shape = arguments.Outputs[0].NodeOrNull!.Shape;
        Activation activation = operation.Activation;
        float* dz = arguments.Upstream[0].Floats;
        if (activation == Activation.None)
        {
            PassOn(dz, shape, arguments);
            return;
        }

        float* value = NeedsInput(activation) ? arguments.Saved[0].Floats : arguments.Outputs[0].Floats;
        if (arguments.Inputs[0].NodeOrNull!.Shape == arguments.Inputs[1].NodeOrNull!.Shape)
        {
            var job = new BackwardJob
            {
                Activation = activation,
                Value = value,
                Dy = dz,
                Da = arguments.Wants(0) ? arguments.Gradients[0].Floats : null,
                Db = arguments.Wants(1) ? arguments.Gradients[1].Floats : null,
                AccumulateA = arguments.Accumulate[0],
                AccumulateB = arguments.Accumulate[1],
            };
            WorkerCrew.Shared.Run(ref job, shape.Length, Elementwise.Grain, arguments.Degree);
            return;
        }

        using var scratch = new Scratch(Math.Max(1, shape.Length));
        float constant = ActivationLoop.DefaultConstant(activation);
        ActivationJob.Differentiate(activation, value, dz, scratch.Floats, shape.Length, constant, accumulate: false, arguments.Degree);
        PassOn(scratch.Floats, shape, arguments);
    }

    /// <summary>dz is the gradient of both.</summary>
    private static void PassOn(float* dz, in Shape shape, in BackwardArguments arguments)
    {
        for (int i = 0; i < 2; i++)
        {
            if (!arguments.Wants(i))
            {
                continue;
            }

            Tensor gradient = arguments.Gradients[i];
            Shape own = gradient.NodeOrNull!.Shape;
            if (own.Length == shape.Length)
            {
                Elementwise.Copy(dz, gradient.Floats, own.Length, arguments.Accumulate[i], arguments.Degree);
            }
            else
            {
                AxisReduction.SumTo(own, dz, shape, gradient.Floats, arguments.Accumulate[i], arguments.Degree);
            }
        }
    }

    private static bool NeedsInput(Activation activation) => activation != Activation.None && ActivationLoop.Of(activation).NeedsInput;

    private struct ForwardJob : IRangeJob
    {
        public Activation Activation;
        public float* A, B, Z, Y;

        public readonly void Run(nint start, nint end)
        {
            ActivationLoop loop = ActivationLoop.Of(Activation);
            float constant = ActivationLoop.DefaultConstant(Activation);
            for (nint i = start; i < end; i += Broadcast.Piece)
            {
                int count = (int)Math.Min(Broadcast.Piece, end - i);
                BinaryFunctions.Add.Apply(new Operand(A + i, 1, count), new Operand(B + i, 1, count), new Span<float>(Z + i, count));
                loop.Apply(Z + i, Y + i, count, constant);
            }
        }
    }

    private struct BackwardJob : IRangeJob
    {
        public Activation Activation;
        public float* Value, Dy;

        /// <summary>Null where it is not wanted.</summary>
        public float* Da, Db;
        public bool AccumulateA, AccumulateB;

        public readonly void Run(nint start, nint end)
        {
            // What a piece's second gradient reads is in the first cache by then. One tensor twice is both: it is written, then added to.
            for (nint i = start; i < end; i += Broadcast.Piece)
            {
                nint count = Math.Min(Broadcast.Piece, end - i);
                Differentiate(Da, AccumulateA, i, count);
                Differentiate(Db, AccumulateB, i, count);
            }
        }

        private readonly void Differentiate(float* gradient, bool accumulate, nint from, nint count)
        {
            if (gradient is not null)
            {
                float constant = ActivationLoop.DefaultConstant(Activation);
                ActivationLoop.Of(Activation).Differentiate(Value + from, Dy + from, gradient + from, count, constant, accumulate);
            }
        }
    }
}

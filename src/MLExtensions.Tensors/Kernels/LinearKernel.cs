using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = f(z), z = x W^T + b. With dz = dy f'(z): dx = dz W, dW = dz^T x, db = the column sums of dz.
/// </summary>
internal sealed unsafe class LinearKernel : Kernel<Linear>
{
    protected override void Forward(Linear operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1], y = arguments.Outputs[0];
        (nint rows, nint inputs, nint outputs) = Sizes(x, weight);
        float* z = y.Floats;
        if (arguments.Saved is not null && NeedsInput(operation.Activation))
        {
            Tensor saved = arguments.Scope.Allocate(y.Shape);
            arguments.Saved.Add(saved);
            z = saved.Floats;
        }

        var problem = new GemmProblem
        {
            M = rows,
            N = outputs,
            K = inputs,
            A = GemmMatrix.RowMajor(x.Floats, inputs),
            B = GemmMatrix.RowMajor(weight.Floats, inputs).Transposed,
            C = z,
            CStride = outputs,
            Bias = operation.HasBias ? arguments.Inputs[2].Floats : null,
            Activation = operation.Activation,
            Activated = y.Floats,
        };
        Gemm.Run(ref problem, arguments.Degree);
    }

    protected override void Backward(Linear operation, in BackwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1], y = arguments.Outputs[0];
        (nint rows, nint inputs, nint outputs) = Sizes(x, weight);
        int degree = arguments.Degree;
        float* dz = arguments.Upstream[0].Floats;
        using var scratch = new Scratch(operation.Activation == Activation.None ? 1 : rows * outputs);
        if (operation.Activation != Activation.None)
        {
            float* value = NeedsInput(operation.Activation) ? arguments.Saved[0].Floats : y.Floats;
            float constant = ActivationLoop.DefaultConstant(operation.Activation);
            ActivationJob.Differentiate(operation.Activation, value, dz, scratch.Floats, rows * outputs, constant, accumulate: false, degree);
            dz = scratch.Floats;
        }

        if (arguments.Wants(0))
        {
            var problem = new GemmProblem
            {
                M = rows,
                N = inputs,
                K = outputs,
                A = GemmMatrix.RowMajor(dz, outputs),
                B = GemmMatrix.RowMajor(weight.Floats, inputs),
                C = arguments.Gradients[0].Floats,
                CStride = inputs,
                Accumulate = arguments.Accumulate[0],
            };
            Gemm.Run(ref problem, degree);
        }

        if (arguments.Wants(1))
        {
            var problem = new GemmProblem
            {
                M = outputs,
                N = inputs,
                K = rows,
                A = GemmMatrix.RowMajor(dz, outputs).Transposed,
                B = GemmMatrix.RowMajor(x.Floats, inputs),
                C = arguments.Gradients[1].Floats,
                CStride = inputs,
                Accumulate = arguments.Accumulate[1],
            };
            Gemm.Run(ref problem, degree);
        }

        if (arguments.Wants(2))
        {
            ColumnSums.Run(dz, rows, outputs, arguments.Gradients[2].Floats, arguments.Accumulate[2], degree);
        }
    }

    private static bool NeedsInput(Activation activation) => activation != Activation.None && ActivationLoop.Of(activation).NeedsInput;

    private static (nint Rows, nint Inputs, nint Outputs) Sizes(Tensor x, Tensor weight)
    {
        Shape weightShape = weight.NodeOrNull!.Shape;
        return (x.NodeOrNull!.Shape.LeadingLength, weightShape[1], weightShape[0]);
    }
}

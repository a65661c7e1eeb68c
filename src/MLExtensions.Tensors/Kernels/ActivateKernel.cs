using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = f(x); dx = dy f'.</summary>
internal sealed unsafe class ActivateKernel : Kernel<Activate>
{
    protected override void Forward(Activate operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], y = arguments.Outputs[0];
        if (operation.Activation == Activation.None)
        {
            Elementwise.Copy(x.Floats, y.Floats, x.Length, accumulate: false, arguments.Degree);
            return;
        }

        ActivationJob.Apply(operation.Activation, x.Floats, y.Floats, x.Length, Constant(operation), arguments.Degree);
    }

    protected override void Backward(Activate operation, in BackwardArguments arguments)
    {
        Tensor upstream = arguments.Upstream[0], gradient = arguments.Gradients[0];
        bool accumulate = arguments.Accumulate[0];
        if (operation.Activation == Activation.None)
        {
            Elementwise.Copy(upstream.Floats, gradient.Floats, gradient.Length, accumulate, arguments.Degree);
            return;
        }

        Tensor value = ActivationLoop.Of(operation.Activation).NeedsInput ? arguments.Inputs[0] : arguments.Outputs[0];
        ActivationJob.Differentiate(
            operation.Activation, value.Floats, upstream.Floats, gradient.Floats, gradient.Length, Constant(operation), accumulate, arguments.Degree);
    }

    private static float Constant(Activate operation) => operation.Activation switch
    {
        Activation.LeakyRelu => operation.NegativeSlope,
        Activation.Elu => operation.Alpha,
        _ => 0,
    };
}

using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>y = f(x); dx = dy f'. Attributes that the fused kernels do not have either go by a loop of their own.</summary>
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

        if (UsesScale(operation))
        {
            UnaryLoop.Forward<UnaryFunctions.ScaledElu>(arguments, operation.Alpha, operation.Scale);
            return;
        }

        if (UsesBeta(operation))
        {
            UnaryLoop.Forward<UnaryFunctions.Softplus>(arguments, operation.Beta, operation.Threshold);
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

        if (UsesScale(operation))
        {
            UnaryLoop.Backward<UnaryFunctions.ScaledElu>(arguments, operation.Alpha, operation.Scale);
            return;
        }

        if (UsesBeta(operation))
        {
            UnaryLoop.Backward<UnaryFunctions.Softplus>(arguments, operation.Beta, operation.Threshold);
            return;
        }

        Tensor value = ActivationLoop.Of(operation.Activation).NeedsInput ? arguments.Inputs[0] : arguments.Outputs[0];
        ActivationJob.Differentiate(
            operation.Activation, value.Floats, upstream.Floats, gradient.Floats, gradient.Length, Constant(operation), accumulate, arguments.Degree);
    }

    private static bool UsesScale(Activate operation) => operation.Activation == Activation.Elu && operation.Scale != 1;

    private static bool UsesBeta(Activate operation) => operation.Activation == Activation.Softplus && (operation.Beta != 1 || operation.Threshold != 20);

    private static float Constant(Activate operation) => operation.Activation switch
    {
        Activation.LeakyRelu => operation.NegativeSlope,
        Activation.Elu => operation.Alpha,
        _ => 0,
    };
}

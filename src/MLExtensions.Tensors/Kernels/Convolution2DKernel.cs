using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// y = f(z), z = W columns(x) + b. With dz = dy f'(z): dx = W^T dz put back where the columns came from, dW = dz columns(x)^T, db = the sums of dz's channels.
/// </summary>
internal sealed unsafe class Convolution2DKernel : Kernel<Convolution2D>
{
    protected override void Forward(Convolution2D operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1], y = arguments.Outputs[0];
        float* z = y.Floats;
        if (arguments.Saved is not null && NeedsInput(operation.Activation))
        {
            Tensor saved = arguments.Scope.Allocate(y.Shape);
            arguments.Saved.Add(saved);
            z = saved.Floats;
        }

        float* bias = operation.HasBias ? arguments.Inputs[2].Floats : null;
        ConvolutionForward.Run(
            Sizes(operation, x, weight, y), x.Floats, weight.Floats, bias, z, y.Floats, operation.Activation, accumulate: false, arguments.Degree);
    }

    protected override void Backward(Convolution2D operation, in BackwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1], y = arguments.Outputs[0];
        ConvolutionSizes sizes = Sizes(operation, x, weight, y);
        int degree = arguments.Degree;
        float* dz = arguments.Upstream[0].Floats;
        using var scratch = new Scratch(operation.Activation == Activation.None ? 1 : Math.Max(1, y.Length));
        if (operation.Activation != Activation.None)
        {
            float* value = NeedsInput(operation.Activation) ? arguments.Saved[0].Floats : y.Floats;
            float constant = ActivationLoop.DefaultConstant(operation.Activation);
            ActivationJob.Differentiate(operation.Activation, value, dz, scratch.Floats, y.Length, constant, accumulate: false, degree);
            dz = scratch.Floats;
        }

        if (arguments.Wants(0))
        {
            ConvolutionInputGradient.Run(sizes, dz, weight.Floats, null, arguments.Gradients[0].Floats, arguments.Accumulate[0], degree);
        }

        if (arguments.Wants(1))
        {
            ConvolutionWeightGradient.Run(sizes, x.Floats, dz, arguments.Gradients[1].Floats, arguments.Accumulate[1], degree);
        }

        if (arguments.Wants(2))
        {
            ChannelSums.Run(dz, sizes.Batch, sizes.Outputs, sizes.Positions, arguments.Gradients[2].Floats, arguments.Accumulate[2], degree);
        }
    }

    private static bool NeedsInput(Activation activation) => activation != Activation.None && ActivationLoop.Of(activation).NeedsInput;

    private static ConvolutionSizes Sizes(Convolution2D operation, Tensor x, Tensor weight, Tensor y) => ConvolutionSizes.Of(
        x.NodeOrNull!.Shape, weight.NodeOrNull!.Shape, y.NodeOrNull!.Shape, operation.Stride, operation.Padding, operation.Dilation, operation.Groups);
}

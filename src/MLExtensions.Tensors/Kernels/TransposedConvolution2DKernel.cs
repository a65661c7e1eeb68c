using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Kernels;

/// <summary>A convolution from y to x run backwards: y is its input's gradient, dx its forward run on dy, dW its weight gradient with dy for images.</summary>
internal sealed unsafe class TransposedConvolution2DKernel : Kernel<TransposedConvolution2D>
{
    protected override void Forward(TransposedConvolution2D operation, in ForwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1], y = arguments.Outputs[0];
        float* bias = operation.HasBias ? arguments.Inputs[2].Floats : null;
        ConvolutionInputGradient.Run(Sizes(operation, x, weight, y), x.Floats, weight.Floats, bias, y.Floats, accumulate: false, arguments.Degree);
    }

    protected override void Backward(TransposedConvolution2D operation, in BackwardArguments arguments)
    {
        Tensor x = arguments.Inputs[0], weight = arguments.Inputs[1];
        ConvolutionSizes sizes = Sizes(operation, x, weight, arguments.Outputs[0]);
        float* dy = arguments.Upstream[0].Floats;
        int degree = arguments.Degree;
        if (arguments.Wants(0))
        {
            float* dx = arguments.Gradients[0].Floats;
            ConvolutionForward.Run(sizes, dy, weight.Floats, null, dx, dx, Activation.None, arguments.Accumulate[0], degree);
        }

        if (arguments.Wants(1))
        {
            float* gradient = arguments.Gradients[1].Floats;
            if (sizes.IsDepthwise)
            {
                DepthwiseWeightGradient.Run(sizes, dy, x.Floats, gradient, arguments.Accumulate[1], degree);
            }
            else
            {
                ConvolutionWeightGradient.Run(sizes, dy, new ConvolutionUpstream { Dy = x.Floats }, gradient, arguments.Accumulate[1], degree);
            }
        }

        if (arguments.Wants(2))
        {
            ChannelSums.Run(dy, sizes.Batch, sizes.Channels, sizes.Plane, arguments.Gradients[2].Floats, arguments.Accumulate[2], degree);
        }
    }

    private static ConvolutionSizes Sizes(TransposedConvolution2D operation, Tensor x, Tensor weight, Tensor y) => ConvolutionSizes.Of(
        y.NodeOrNull!.Shape, weight.NodeOrNull!.Shape, x.NodeOrNull!.Shape, operation.Stride, operation.Padding, operation.Dilation, operation.Groups);
}

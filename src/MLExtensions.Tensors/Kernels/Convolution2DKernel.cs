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
        var upstream = new ConvolutionUpstream { Dy = arguments.Upstream[0].Floats, Activation = operation.Activation };
        using var scratch = new Scratch(operation.Activation == Activation.None ? 1 : Math.Max(1, y.Length));
        if (operation.Activation != Activation.None)
        {
            upstream.Value = NeedsInput(operation.Activation) ? arguments.Saved[0].Floats : y.Floats;
        }

        if (arguments.Wants(1) && !sizes.IsDepthwise)
        {
            upstream.Dz = arguments.Wants(0) ? scratch.Floats : null;
            upstream.Bias = arguments.Wants(2) ? arguments.Gradients[2].Floats : null;
            upstream.AccumulateBias = arguments.Accumulate[^1];
            ConvolutionWeightGradient.Run(sizes, x.Floats, upstream, arguments.Gradients[1].Floats, arguments.Accumulate[1], degree);
        }

        float* dz = operation.Activation == Activation.None ? upstream.Dy : scratch.Floats;
        if (!arguments.Wants(1) || sizes.IsDepthwise)
        {
            BackwardByPasses(sizes, upstream, y.Length, dz, arguments);
        }

        if (arguments.Wants(0))
        {
            ConvolutionInputGradient.Run(sizes, dz, weight.Floats, null, arguments.Gradients[0].Floats, arguments.Accumulate[0], degree);
        }
    }

    /// <summary>dz, and the gradients of a depthwise weight and of a bias, each by itself.</summary>
    private static void BackwardByPasses(in ConvolutionSizes sizes, in ConvolutionUpstream upstream, nint length, float* dz, in BackwardArguments arguments)
    {
        int degree = arguments.Degree;
        if (upstream.Activation != Activation.None)
        {
            float constant = ActivationLoop.DefaultConstant(upstream.Activation);
            ActivationJob.Differentiate(upstream.Activation, upstream.Value, upstream.Dy, dz, length, constant, accumulate: false, degree);
        }

        if (arguments.Wants(1))
        {
            DepthwiseWeightGradient.Run(sizes, arguments.Inputs[0].Floats, dz, arguments.Gradients[1].Floats, arguments.Accumulate[1], degree);
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

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A convolution of images with its activation: y = activation(W * x + b), the same small kernel at every place.</summary>
/// <remarks>
/// x is `[batch, in, height, width]`, W (weight) is `[out, in / groups, kernel height, kernel width]`, b (bias) is `[out]`, y is
/// `[batch, out, height', width']` with height' = floor((height + top + bottom - dilation (kernel - 1) - 1) / stride) + 1, as torch.nn.Conv2d has them.
/// LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998.
/// </remarks>
public sealed class Convolution2D : ConvolutionLayer
{
    private readonly Tensors.Operations.Convolution2D _operation;
    private readonly Size2D _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputChannels">Channels of the input; at least 1.</param>
    /// <param name="outputChannels">Channels of the output; at least 1.</param>
    /// <param name="kernelSize">Rows and columns that each output sees; at least 1.</param>
    /// <param name="parameters">Makes the weight and the bias; new ones are uniform on ±1/sqrt(in / groups * kernel height * kernel width).</param>
    /// <param name="stride">From one place to the next; at least 1. Default 1.</param>
    /// <param name="padding">Zeros around the input; default none.</param>
    /// <param name="dilation">From one element that an output sees to the next; at least 1. Default 1.</param>
    /// <param name="groups">Into how many parts the channels are cut, each convolved by itself; divides both. Default 1.</param>
    /// <param name="activation">What follows; default none.</param>
    /// <param name="hasBias">Whether there is a bias; default true.</param>
    /// <param name="paddingMode">What the padding holds; default zeros.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels, or the padding does not go with the stride.</exception>
    public Convolution2D(
        string name,
        int inputChannels,
        int outputChannels,
        Size2D kernelSize,
        ParameterSource parameters,
        Size2D? stride = null,
        ConvolutionPadding padding = default,
        Size2D? dilation = null,
        int groups = 1,
        Activation activation = Activation.None,
        bool hasBias = true,
        PaddingMode paddingMode = PaddingMode.Constant)
        : this(name, inputChannels, outputChannels, kernelSize, parameters, new Tensors.Operations.Convolution2D
        {
            Stride = stride ?? 1,
            Padding = padding.ForImages(kernelSize, stride ?? 1, dilation ?? 1),
            Dilation = dilation ?? 1,
            Groups = groups,
            Activation = activation,
            HasBias = hasBias,
        }, paddingMode)
    {
    }

    private Convolution2D(
        string name, int inputChannels, int outputChannels, Size2D kernelSize, ParameterSource parameters, Tensors.Operations.Convolution2D operation, PaddingMode paddingMode)
        : base(
            name,
            paddingMode == PaddingMode.Constant ? operation : operation with { Padding = 0 },
            isSequence: false,
            inputChannels,
            outputChannels,
            WeightShape(inputChannels, outputChannels, kernelSize, operation.Groups, parameters),
            parameters,
            operation.HasBias)
    {
        _operation = operation;
        _kernelSize = kernelSize;
        Padding = ConvolutionPadding.Around(operation.Padding, paddingMode);
    }

    /// <inheritdoc/>
    public override string Kind => _operation.Activation == Activation.None ? $"Convolution2D, {_kernelSize}" : $"Convolution2D, {_kernelSize}, {_operation.Activation}";

    private static Shape WeightShape(int inputChannels, int outputChannels, Size2D kernelSize, int groups, ParameterSource parameters)
    {
        Check("Convolution2D", inputChannels, outputChannels, kernelSize, groups, parameters);
        return [outputChannels, inputChannels / groups, kernelSize.Height, kernelSize.Width];
    }
}

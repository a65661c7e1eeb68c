using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A convolution of sequences with its activation: y = activation(W * x + b), the same small kernel at every time.</summary>
/// <remarks>
/// x is `[batch, in, time]`, W (weight) is `[out, in / groups, kernel]`, b (bias) is `[out]`, y is `[batch, out, time']` with
/// time' = floor((time + before + after - dilation (kernel - 1) - 1) / stride) + 1, as torch.nn.Conv1d has them.
/// With <see cref="ConvolutionPadding.Causal"/> no output sees later inputs.
/// </remarks>
public sealed class Convolution1D : ConvolutionLayer
{
    private readonly Tensors.Operations.Convolution2D _operation;
    private readonly int _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputChannels">Channels of the input; at least 1.</param>
    /// <param name="outputChannels">Channels of the output; at least 1.</param>
    /// <param name="kernelSize">Times that each output sees; at least 1.</param>
    /// <param name="parameters">Makes the weight and the bias; new ones are uniform on ±1/sqrt(in / groups * kernel).</param>
    /// <param name="stride">From one place to the next; at least 1. Default 1.</param>
    /// <param name="padding">Zeros before and after the input; default none.</param>
    /// <param name="dilation">From one element that an output sees to the next; at least 1. Default 1.</param>
    /// <param name="groups">Into how many parts the channels are cut, each convolved by itself; divides both. Default 1.</param>
    /// <param name="activation">What follows; default none.</param>
    /// <param name="hasBias">Whether there is a bias; default true.</param>
    /// <param name="paddingMode">What the padding holds; default zeros.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels, or the padding does not go with the stride.</exception>
    public Convolution1D(
        string name,
        int inputChannels,
        int outputChannels,
        int kernelSize,
        ParameterSource parameters,
        int stride = 1,
        ConvolutionPadding padding = default,
        int dilation = 1,
        int groups = 1,
        Activation activation = Activation.None,
        bool hasBias = true,
        PaddingMode paddingMode = PaddingMode.Constant)
        : this(name, inputChannels, outputChannels, kernelSize, parameters, new Tensors.Operations.Convolution2D
        {
            Stride = new Size2D(1, stride),
            Padding = padding.ForSequences(kernelSize, stride, dilation),
            Dilation = new Size2D(1, dilation),
            Groups = groups,
            Activation = activation,
            HasBias = hasBias,
        }, paddingMode)
    {
    }

    private Convolution1D(
        string name, int inputChannels, int outputChannels, int kernelSize, ParameterSource parameters, Tensors.Operations.Convolution2D operation, PaddingMode paddingMode)
        : base(
            name,
            paddingMode == PaddingMode.Constant ? operation : operation with { Padding = 0 },
            isSequence: true,
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
    public override string Kind => _operation.Activation == Activation.None ? $"Convolution1D, {_kernelSize}" : $"Convolution1D, {_kernelSize}, {_operation.Activation}";

    private static Shape WeightShape(int inputChannels, int outputChannels, int kernelSize, int groups, ParameterSource parameters)
    {
        Check("Convolution1D", inputChannels, outputChannels, kernelSize, groups, parameters);
        return [outputChannels, inputChannels / groups, kernelSize];
    }
}

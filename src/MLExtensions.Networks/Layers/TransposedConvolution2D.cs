using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A transposed convolution of images: each element of x puts the kernel, times itself, on y; with a stride the image grows.</summary>
/// <remarks>
/// x is `[batch, in, height, width]`, weight is `[in, out / groups, kernel height, kernel width]`, bias is `[out]`, y is `[batch, out, height', width']` with
/// height' = (height - 1) stride - top - bottom + dilation (kernel - 1) + output padding + 1, as torch.nn.ConvTranspose2d has them.
/// Zeiler et al., "Deconvolutional Networks", 2010.
/// </remarks>
public sealed class TransposedConvolution2D : ConvolutionLayer
{
    private readonly Size2D _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputChannels">Channels of the input; at least 1.</param>
    /// <param name="outputChannels">Channels of the output; at least 1.</param>
    /// <param name="kernelSize">Rows and columns that each input is put on; at least 1.</param>
    /// <param name="parameters">Makes the weight and the bias; new ones are uniform on ±1/sqrt(out / groups * kernel height * kernel width), PyTorch's rule.</param>
    /// <param name="stride">By how much the image grows; at least 1. Default 1.</param>
    /// <param name="padding">What is cut off on each side; default nothing.</param>
    /// <param name="outputPadding">Rows below and columns after that the formula alone would not give; less than the stride or the dilation. Default 0.</param>
    /// <param name="dilation">From one element of the kernel to the next; at least 1. Default 1.</param>
    /// <param name="groups">Into how many parts the channels are cut; divides both. Default 1.</param>
    /// <param name="hasBias">Whether there is a bias; default true.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public TransposedConvolution2D(
        string name,
        int inputChannels,
        int outputChannels,
        Size2D kernelSize,
        ParameterSource parameters,
        Size2D? stride = null,
        Padding2D padding = default,
        Size2D outputPadding = default,
        Size2D? dilation = null,
        int groups = 1,
        bool hasBias = true)
        : base(
            name,
            new Tensors.Operations.TransposedConvolution2D
            {
                Stride = stride ?? 1,
                Padding = padding,
                OutputPadding = outputPadding,
                Dilation = dilation ?? 1,
                Groups = groups,
                HasBias = hasBias,
            },
            isSequence: false,
            inputChannels,
            outputChannels,
            WeightShape(inputChannels, outputChannels, kernelSize, groups, parameters),
            parameters,
            hasBias) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"TransposedConvolution2D, {_kernelSize}";

    private static Shape WeightShape(int inputChannels, int outputChannels, Size2D kernelSize, int groups, ParameterSource parameters)
    {
        Check("TransposedConvolution2D", inputChannels, outputChannels, kernelSize, groups, parameters);
        return [inputChannels, outputChannels / groups, kernelSize.Height, kernelSize.Width];
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A transposed convolution of sequences: each element of x puts the kernel, times itself, on y; with a stride the sequence grows.</summary>
/// <remarks>
/// x is `[batch, in, time]`, weight is `[in, out / groups, kernel]`, bias is `[out]`, y is `[batch, out, time']` with
/// time' = (time - 1) stride - 2 padding + dilation (kernel - 1) + output padding + 1, as torch.nn.ConvTranspose1d has them.
/// </remarks>
public sealed class TransposedConvolution1D : ConvolutionLayer
{
    private readonly int _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputChannels">Channels of the input; at least 1.</param>
    /// <param name="outputChannels">Channels of the output; at least 1.</param>
    /// <param name="kernelSize">Times that each input is put on; at least 1.</param>
    /// <param name="parameters">Makes the weight and the bias; new ones are uniform on ±1/sqrt(out / groups * kernel), PyTorch's rule.</param>
    /// <param name="stride">By how much the sequence grows; at least 1. Default 1.</param>
    /// <param name="padding">What is cut off before and after; default nothing.</param>
    /// <param name="outputPadding">Times at the end that the formula alone would not give; less than the stride or the dilation. Default 0.</param>
    /// <param name="dilation">From one element of the kernel to the next; at least 1. Default 1.</param>
    /// <param name="groups">Into how many parts the channels are cut; divides both. Default 1.</param>
    /// <param name="hasBias">Whether there is a bias; default true.</param>
    /// <exception cref="ArgumentException">The groups do not divide the channels.</exception>
    public TransposedConvolution1D(
        string name,
        int inputChannels,
        int outputChannels,
        int kernelSize,
        ParameterSource parameters,
        int stride = 1,
        int padding = 0,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1,
        bool hasBias = true)
        : base(
            name,
            new Tensors.Operations.TransposedConvolution2D
            {
                Stride = new Size2D(1, stride),
                Padding = new Size2D(0, padding),
                OutputPadding = new Size2D(0, outputPadding),
                Dilation = new Size2D(1, dilation),
                Groups = groups,
                HasBias = hasBias,
            },
            isSequence: true,
            inputChannels,
            outputChannels,
            WeightShape(inputChannels, outputChannels, kernelSize, groups, parameters),
            parameters,
            hasBias) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"TransposedConvolution1D, {_kernelSize}";

    private static Shape WeightShape(int inputChannels, int outputChannels, int kernelSize, int groups, ParameterSource parameters)
    {
        Check("TransposedConvolution1D", inputChannels, outputChannels, kernelSize, groups, parameters);
        return [inputChannels, outputChannels / groups, kernelSize];
    }
}

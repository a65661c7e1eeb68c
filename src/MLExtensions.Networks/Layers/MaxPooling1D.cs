using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The largest of each window of sequences.</summary>
/// <remarks>
/// x is `[batch, channels, time]`, y is `[batch, channels, time']` with time' = floor((time + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, as
/// torch.nn.MaxPool1d has them. Of equal ones the first gets the gradient; what is not a number is larger than any other.
/// </remarks>
public sealed class MaxPooling1D : ImageLayer
{
    private readonly int _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="kernelSize">Times that a window sees; at least 1.</param>
    /// <param name="stride">From one window to the next; at least 1. Default: the kernel's size.</param>
    /// <param name="padding">Room around the input, never the largest; at most half the kernel. Default none.</param>
    /// <param name="dilation">From one element of a window to the next; at least 1. Default 1.</param>
    /// <param name="ceilMode">Whether what is left over at the end gets a window that sticks out; it must begin inside. Default false.</param>
    public MaxPooling1D(string name, int kernelSize, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false)
        : base(
            name,
            new Tensors.Operations.MaxPooling2D
            {
                Kernel = new Size2D(1, kernelSize),
                Stride = stride is { } given ? new Size2D(1, given) : null,
                Padding = new Size2D(0, padding),
                Dilation = new Size2D(1, dilation),
                CeilMode = ceilMode,
            },
            isSequence: true) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"MaxPooling1D, {_kernelSize}";
}

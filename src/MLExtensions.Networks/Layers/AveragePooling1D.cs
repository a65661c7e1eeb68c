using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The mean of each window of sequences.</summary>
/// <remarks>
/// x is `[batch, channels, time]`, y is `[batch, channels, time']` with time' = floor((time + 2 padding - kernel) / stride) + 1, as torch.nn.AvgPool1d has them.
/// </remarks>
public sealed class AveragePooling1D : ImageLayer
{
    private readonly int _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="kernelSize">Times that a window sees; at least 1.</param>
    /// <param name="stride">From one window to the next; at least 1. Default: the kernel's size.</param>
    /// <param name="padding">Zeros around the input; at most half the kernel. Default none.</param>
    /// <param name="ceilMode">Whether what is left over at the end gets a window that sticks out; it must begin inside. Default false.</param>
    /// <param name="countIncludePad">Whether the zeros of the padding are counted in the mean. Default true.</param>
    public AveragePooling1D(
        string name, int kernelSize, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true)
        : base(
            name,
            new Tensors.Operations.AveragePooling2D
            {
                Kernel = new Size2D(1, kernelSize),
                Stride = stride is { } given ? new Size2D(1, given) : null,
                Padding = new Size2D(0, padding),
                CeilMode = ceilMode,
                CountIncludePad = countIncludePad,
            },
            isSequence: true) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"AveragePooling1D, {_kernelSize}";
}

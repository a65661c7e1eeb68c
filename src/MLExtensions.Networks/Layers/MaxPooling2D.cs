using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The largest of each window of images.</summary>
/// <remarks>
/// x is `[batch, channels, height, width]`, y is `[batch, channels, height', width']` with height' = floor((height + top + bottom - dilation (kernel - 1) - 1) / stride) + 1, as
/// torch.nn.MaxPool2d has them. Of equal ones the first gets the gradient; what is not a number is larger than any other.
/// </remarks>
public sealed class MaxPooling2D : ImageLayer
{
    private readonly Size2D _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="kernelSize">Rows and columns that a window sees; at least 1.</param>
    /// <param name="stride">From one window to the next; at least 1. Default: the kernel's size.</param>
    /// <param name="padding">Room around the input, never the largest; at most half the kernel. Default none.</param>
    /// <param name="dilation">From one element of a window to the next; at least 1. Default 1.</param>
    /// <param name="ceilMode">Whether what is left over at the end gets a window that sticks out; it must begin inside. Default false.</param>
    public MaxPooling2D(string name, Size2D kernelSize, Size2D? stride = null, Padding2D padding = default, Size2D? dilation = null, bool ceilMode = false)
        : base(
            name,
            new Tensors.Operations.MaxPooling2D
            {
                Kernel = kernelSize,
                Stride = stride,
                Padding = padding,
                Dilation = dilation ?? 1,
                CeilMode = ceilMode,
            },
            isSequence: false) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"MaxPooling2D, {_kernelSize}";
}

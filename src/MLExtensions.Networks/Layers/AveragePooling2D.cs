using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The mean of each window of images.</summary>
/// <remarks>
/// x is `[batch, channels, height, width]`, y is `[batch, channels, height', width']` with height' = floor((height + top + bottom - kernel) / stride) + 1, as torch.nn.AvgPool2d has them.
/// </remarks>
public sealed class AveragePooling2D : ImageLayer
{
    private readonly Size2D _kernelSize;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="kernelSize">Rows and columns that a window sees; at least 1.</param>
    /// <param name="stride">From one window to the next; at least 1. Default: the kernel's size.</param>
    /// <param name="padding">Zeros around the input; at most half the kernel. Default none.</param>
    /// <param name="ceilMode">Whether what is left over at the end gets a window that sticks out; it must begin inside. Default false.</param>
    /// <param name="countIncludePad">Whether the zeros of the padding are counted in the mean. Default true.</param>
    /// <param name="divisorOverride">What sums are divided by, instead of by the number of elements; not 0. Default null: the number.</param>
    public AveragePooling2D(
        string name, Size2D kernelSize, Size2D? stride = null, Padding2D padding = default, bool ceilMode = false, bool countIncludePad = true, int? divisorOverride = null)
        : base(
            name,
            new Tensors.Operations.AveragePooling2D
            {
                Kernel = kernelSize,
                Stride = stride,
                Padding = padding,
                CeilMode = ceilMode,
                CountIncludePad = countIncludePad,
                DivisorOverride = divisorOverride,
            },
            isSequence: false) => _kernelSize = kernelSize;

    /// <inheritdoc/>
    public override string Kind => $"AveragePooling2D, {_kernelSize}";
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Resamples sequences to another size.</summary>
/// <remarks>
/// x is `[batch, channels, time]`, y is `[batch, channels, time']` with time' = floor(time * scale), as torch.nn.Upsample has them; positions are computed with the scale where it is given.
/// </remarks>
public sealed class Upsample1D : ImageLayer
{
    private readonly UpsamplingMode _mode;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="scale">By what the sequences grow; more than 0, not only whole numbers. This or <paramref name="outputSize"/> is given.</param>
    /// <param name="outputSize">Times of the result; at least 1. This or <paramref name="scale"/> is given.</param>
    /// <param name="mode">How to fill in between; default the nearest element; <see cref="UpsamplingMode.Bilinear"/> is PyTorch's "linear".</param>
    /// <param name="alignCorners">Whether the first and the last elements of input and output are the same places; not with the nearest element's modes. Default false.</param>
    /// <exception cref="ArgumentException">Both or none of scale and size are given, or corners are to be aligned with the nearest element.</exception>
    public Upsample1D(
        string name, double? scale = null, int? outputSize = null, UpsamplingMode mode = UpsamplingMode.Nearest, bool alignCorners = false)
        : base(
            name,
            Upsample2D.CreateOperation(
                scale is { } given ? new Scale2D(1, given) : null, outputSize is { } length ? new Size2D(1, length) : null, mode, alignCorners),
            isSequence: true) => _mode = mode;

    /// <inheritdoc/>
    public override string Kind => $"Upsample1D, {_mode}";
}

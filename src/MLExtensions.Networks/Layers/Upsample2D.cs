using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Resamples images to another size.</summary>
/// <remarks>
/// x is `[batch, channels, height, width]`, y is `[batch, channels, height', width']` with height' = floor(height * scale), as torch.nn.Upsample has them; positions are computed with the scale where it is given.
/// </remarks>
public sealed class Upsample2D : ImageLayer
{
    private readonly UpsamplingMode _mode;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="scale">By what the images grow; more than 0, not only whole numbers. This or <paramref name="outputSize"/> is given.</param>
    /// <param name="outputSize">Rows and columns of the result; at least 1. This or <paramref name="scale"/> is given.</param>
    /// <param name="mode">How to fill in between; default the nearest element.</param>
    /// <param name="alignCorners">Whether the first and the last elements of input and output are the same places; not with the nearest element's modes. Default false.</param>
    /// <exception cref="ArgumentException">Both or none of scale and size are given, or corners are to be aligned with the nearest element.</exception>
    public Upsample2D(
        string name, Scale2D? scale = null, Size2D? outputSize = null, UpsamplingMode mode = UpsamplingMode.Nearest, bool alignCorners = false)
        : base(
            name,
            CreateOperation(scale, outputSize, mode, alignCorners),
            isSequence: false) => _mode = mode;

    /// <inheritdoc/>
    public override string Kind => $"Upsample2D, {_mode}";

    /// <exception cref="ArgumentException">The arguments exclude each other.</exception>
    internal static Tensors.Operations.Upsample2D CreateOperation(Scale2D? scale, Size2D? outputSize, UpsamplingMode mode, bool alignCorners)
    {
        if (scale is null == outputSize is null)
        {
            throw new ArgumentException("Upsampling takes either a scale or an output size; give one of them.", nameof(scale));
        }

        if (alignCorners && mode is UpsamplingMode.Nearest or UpsamplingMode.NearestExact)
        {
            throw new ArgumentException($"Corners cannot be aligned with the mode {mode}. Leave it out, or use Bilinear.", nameof(alignCorners));
        }

        return new Tensors.Operations.Upsample2D { Scale = scale, OutputSize = outputSize, Mode = mode, AlignCorners = alignCorners };
    }
}

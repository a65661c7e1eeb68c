namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Resamples images to another size, by <see cref="Scale"/> or to <see cref="OutputSize"/>. Where <see cref="AlignCorners"/> is false, row i of the result is at
/// (i + 0.5) / scale - 0.5 of x; where it is true, at i (height - 1) / (height' - 1). So for columns. Input: x <c>[batch, channels, height, width]</c>.
/// Output: <c>[batch, channels, height', width']</c>, height' = floor(height * scale).
/// </summary>
/// <remarks>As torch.nn.functional.interpolate, with recompute_scale_factor left out: a scale that is given is what positions are computed with.</remarks>
public sealed record Upsample2D : Operation
{
    private readonly Scale2D? _scale;
    private readonly Size2D? _outputSize;
    private readonly UpsamplingMode _mode;

    /// <summary>By what height and width grow; more than 0, not only whole numbers. This or <see cref="OutputSize"/> is given. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0 or less, or not finite.</exception>
    public Scale2D? Scale
    {
        get => _scale;
        init => _scale = value is null or { Height: > 0 and < double.PositiveInfinity, Width: > 0 and < double.PositiveInfinity }
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Upsample2D.Scale is more than 0 and finite both ways.");
    }

    /// <summary>Rows and columns of the result; 1 or more. This or <see cref="Scale"/> is given. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D? OutputSize
    {
        get => _outputSize;
        init => _outputSize = value is { } size ? WindowShapes.Positive(size, "Upsample2D.OutputSize") : null;
    }

    /// <summary>How to fill in between. Default <see cref="UpsamplingMode.Nearest"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the modes.</exception>
    public UpsamplingMode Mode
    {
        get => _mode;
        init => _mode = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Upsample2D.Mode is one of the modes that UpsamplingMode names.");
    }

    /// <summary>Whether the corners of x and of the result are the same places; not with the nearest element's modes. Default false.</summary>
    public bool AlignCorners { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        if (Scale is null == OutputSize is null)
        {
            throw new ArgumentException("Upsample2D takes either Scale or OutputSize; give one of them.");
        }

        if (AlignCorners && Mode is UpsamplingMode.Nearest or UpsamplingMode.NearestExact)
        {
            throw new ArgumentException($"Upsample2D: AlignCorners has no meaning with {Mode}. Leave it out, or use Bilinear.");
        }

        Shape x = inputs[0];
        WindowShapes.RequireImages("Upsample2D", x);
        long height = OutputSize?.Height ?? (long)(x[2] * Scale!.Value.Height), width = OutputSize?.Width ?? (long)(x[3] * Scale!.Value.Width);
        if (x[2] < 1 || x[3] < 1 || height < 1 || width < 1)
        {
            throw new ArgumentException($"Upsample2D: x {x} with scale {Scale} gives {height} x {width}; expected at least 1 x 1 before and after. Use a larger scale.");
        }

        outputs[0] = x.With(2, WindowShapes.Axis("Upsample2D", height)).With(3, WindowShapes.Axis("Upsample2D", width));
    }
}

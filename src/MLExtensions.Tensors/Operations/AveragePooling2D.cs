namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y[n, c, i, j] = the mean of what the window at (i, j) sees of x[n, c]. Input: x <c>[batch, channels, height, width]</c>. Output:
/// <c>[batch, channels, height', width']</c> with height' = floor((height + top + bottom - kernel) / stride) + 1, and width' likewise.
/// </summary>
/// <remarks>As torch.nn.functional.avg_pool2d.</remarks>
public sealed record AveragePooling2D : Operation
{
    private readonly Size2D _kernel;
    private readonly Size2D? _stride;
    private readonly Padding2D _padding;
    private readonly int? _divisorOverride;

    /// <summary>How many rows and columns of x a window sees; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public required Size2D Kernel
    {
        get => _kernel;
        init => _kernel = WindowShapes.Positive(value, "AveragePooling2D.Kernel");
    }

    /// <summary>From one window to the next; 1 or more. Default: the kernel, so that windows lie side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D? Stride
    {
        get => _stride;
        init => _stride = value is { } stride ? WindowShapes.Positive(stride, "AveragePooling2D.Stride") : null;
    }

    /// <summary>Zeros around x; 0 or more and at most half the kernel on each side. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Padding2D Padding
    {
        get => _padding;
        init => _padding = WindowShapes.NotNegative(value, "AveragePooling2D.Padding");
    }

    /// <summary>
    /// Whether what is left over at the end gets a window that sticks out. Such a window must begin inside x or the padding before it. Default false.
    /// </summary>
    public bool CeilMode { get; init; }

    /// <summary>Whether the zeros of the padding are counted in the mean. Default true.</summary>
    public bool CountIncludePad { get; init; } = true;

    /// <summary>What the sum is divided by, instead of by the number of elements; not 0. Default null: the number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0.</exception>
    public int? DivisorOverride
    {
        get => _divisorOverride;
        init => _divisorOverride = value != 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "AveragePooling2D.DivisorOverride is not 0.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = WindowShapes.Pool("AveragePooling2D", inputs[0], Kernel, Stride ?? Kernel, Padding, 1, CeilMode);
    }
}

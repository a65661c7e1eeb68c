namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y[n, c, i, j] = the largest that the window at (i, j) sees of x[n, c]; padding is never the largest. Input: x <c>[batch, channels, height, width]</c>.
/// Output: <c>[batch, channels, height', width']</c> with height' = floor((height + top + bottom - dilation (kernel - 1) - 1) / stride) + 1, and width'
/// likewise. Of equal ones the first gets the gradient; what is not a number is larger than any other.
/// </summary>
/// <remarks>As torch.nn.functional.max_pool2d.</remarks>
public sealed record MaxPooling2D : Operation
{
    private readonly Size2D _kernel;
    private readonly Size2D? _stride;
    private readonly Padding2D _padding;
    private readonly Size2D _dilation = 1;

    /// <summary>How many rows and columns of x a window sees; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public required Size2D Kernel
    {
        get => _kernel;
        init => _kernel = WindowShapes.Positive(value, "MaxPooling2D.Kernel");
    }

    /// <summary>From one window to the next; 1 or more. Default: the kernel, so that windows lie side by side.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D? Stride
    {
        get => _stride;
        init => _stride = value is { } stride ? WindowShapes.Positive(stride, "MaxPooling2D.Stride") : null;
    }

    /// <summary>Room around x; 0 or more and at most half the kernel on each side. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Padding2D Padding
    {
        get => _padding;
        init => _padding = WindowShapes.NotNegative(value, "MaxPooling2D.Padding");
    }

    /// <summary>From one element of a window to the next; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D Dilation
    {
        get => _dilation;
        init => _dilation = WindowShapes.Positive(value, "MaxPooling2D.Dilation");
    }

    /// <summary>
    /// Whether what is left over at the end gets a window that sticks out. Such a window must begin inside x or the padding before it. Default false.
    /// </summary>
    public bool CeilMode { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = WindowShapes.Pool("MaxPooling2D", inputs[0], Kernel, Stride ?? Kernel, Padding, Dilation, CeilMode);
    }
}

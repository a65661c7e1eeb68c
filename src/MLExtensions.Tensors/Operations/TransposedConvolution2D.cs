namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The gradient of a <see cref="Convolution2D"/> with respect to its input, as an operation of its own: each x[n, c, i, j] adds x W[c, o, p, q] to
/// y[n, o, i * stride + p * dilation - top, j * stride + q * dilation - left], where that lies inside. Inputs: x <c>[batch, in, height, width]</c>, weight
/// <c>[in, out / groups, kernel height, kernel width]</c>, and bias <c>[out]</c> where <see cref="HasBias"/>. Output: <c>[batch, out, height', width']</c>
/// with height' = (height - 1) stride - top - bottom + dilation (kernel - 1) + output padding + 1, and width' likewise.
/// </summary>
/// <remarks>Zeiler et al., "Deconvolutional Networks", 2010; as torch.nn.functional.conv_transpose2d.</remarks>
public sealed record TransposedConvolution2D : Operation
{
    private readonly Size2D _stride = 1;
    private readonly Padding2D _padding;
    private readonly Size2D _outputPadding;
    private readonly Size2D _dilation = 1;
    private readonly int _groups = 1;

    /// <summary>By how much the image grows; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D Stride
    {
        get => _stride;
        init => _stride = WindowShapes.Positive(value, "TransposedConvolution2D.Stride");
    }

    /// <summary>What is cut off on each side; 0 or more. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Padding2D Padding
    {
        get => _padding;
        init => _padding = WindowShapes.NotNegative(value, "TransposedConvolution2D.Padding");
    }

    /// <summary>
    /// Rows below and columns after the image that the formula alone would not give: with a stride, several sizes have the same convolution. 0 or more, and less
    /// than the stride or the dilation. Default 0.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Size2D OutputPadding
    {
        get => _outputPadding;
        init => _outputPadding = WindowShapes.NotNegative(value, "TransposedConvolution2D.OutputPadding");
    }

    /// <summary>From one element of a window to the next; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D Dilation
    {
        get => _dilation;
        init => _dilation = WindowShapes.Positive(value, "TransposedConvolution2D.Dilation");
    }

    /// <summary>Into how many parts the channels are cut. 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Groups
    {
        get => _groups;
        init => _groups = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "TransposedConvolution2D.Groups is 1 or more.");
    }

    /// <summary>Whether a third input is added to every output channel. Default true.</summary>
    public bool HasBias { get; init; } = true;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int expected = HasBias ? 3 : 2;
        RequireInputs(inputs, expected, expected, HasBias ? "x, weight and bias" : "x and weight (HasBias is false)");
        Shape x = inputs[0], weight = inputs[1];
        WindowShapes.RequireImages("TransposedConvolution2D", x);
        if (weight.Rank != 4 || weight[2] < 1 || weight[3] < 1)
        {
            throw new ArgumentException(
                $"TransposedConvolution2D: weight {weight} is not [in, out / groups, kernel height, kernel width] with a kernel of at least 1 x 1.");
        }

        if (x[1] != weight[0] || weight[0] % Groups != 0)
        {
            throw new ArgumentException(
                $"TransposedConvolution2D: x {x} and weight {weight} do not fit {Groups} groups. x is [batch, in, height, width], weight [in, out / groups, ...], and groups divides in.");
        }

        long channels = (long)weight[1] * Groups;
        if (HasBias && (inputs[2].Rank != 1 || inputs[2][0] != channels))
        {
            throw new ArgumentException(
                $"TransposedConvolution2D: bias {inputs[2]} does not fit weight {weight} in {Groups} groups. bias is [out], here [{channels}].");
        }

        if (OutputPadding.Height >= Math.Max(Stride.Height, Dilation.Height) || OutputPadding.Width >= Math.Max(Stride.Width, Dilation.Width))
        {
            throw new ArgumentException(
                $"TransposedConvolution2D: the output padding {OutputPadding} is not less than the stride {Stride} or the dilation {Dilation}.");
        }

        long height = Length(x[2], weight[2], Stride.Height, Padding.Top + (long)Padding.Bottom, Dilation.Height, OutputPadding.Height);
        long width = Length(x[3], weight[3], Stride.Width, Padding.Left + (long)Padding.Right, Dilation.Width, OutputPadding.Width);
        if (x[2] < 1 || x[3] < 1 || height < 1 || width < 1)
        {
            throw new ArgumentException(
                $"TransposedConvolution2D: x {x} with weight {weight}, stride {Stride} and dilation {Dilation} gives {height} x {width} after padding {Padding} is cut off. Cut less, or give a larger image.");
        }

        outputs[0] =
        [
            x[0],
            WindowShapes.Axis("TransposedConvolution2D", channels),
            WindowShapes.Axis("TransposedConvolution2D", height),
            WindowShapes.Axis("TransposedConvolution2D", width),
        ];
    }

    private static long Length(long length, long kernel, long stride, long padding, long dilation, long outputPadding) =>
        (length - 1) * stride - padding + dilation * (kernel - 1) + outputPadding + 1;
}

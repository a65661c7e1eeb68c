namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y[n, o, i, j] = activation(b[o] + sum over c, p, q of x[n, c, i * stride + p * dilation - top, j * stride + q * dilation - left] W[o, c, p, q]),
/// where x is 0 outside; with groups, o sums over the channels c of its own group. Inputs: x <c>[batch, in, height, width]</c>, weight
/// <c>[out, in / groups, kernel height, kernel width]</c>, and bias <c>[out]</c> where <see cref="HasBias"/>. Output: <c>[batch, out, height', width']</c>
/// with height' = floor((height + top + bottom - dilation (kernel - 1) - 1) / stride) + 1, and width' likewise.
/// </summary>
/// <remarks>LeCun et al., "Gradient-Based Learning Applied to Document Recognition", 1998; as torch.nn.functional.conv2d.</remarks>
public sealed record Convolution2D : Operation
{
    private readonly Size2D _stride = 1;
    private readonly Padding2D _padding;
    private readonly Size2D _dilation = 1;
    private readonly int _groups = 1;
    private readonly Activation _activation;

    /// <summary>From one window to the next; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D Stride
    {
        get => _stride;
        init => _stride = WindowShapes.Positive(value, "Convolution2D.Stride");
    }

    /// <summary>Zeros around x; 0 or more on each side. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Padding2D Padding
    {
        get => _padding;
        init => _padding = WindowShapes.NotNegative(value, "Convolution2D.Padding");
    }

    /// <summary>From one element of a window to the next; 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public Size2D Dilation
    {
        get => _dilation;
        init => _dilation = WindowShapes.Positive(value, "Convolution2D.Dilation");
    }

    /// <summary>Into how many parts the channels are cut, each convolved by itself; as many as there are channels: depthwise. 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Groups
    {
        get => _groups;
        init => _groups = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Convolution2D.Groups is 1 or more.");
    }

    /// <summary>Whether a third input is added to every output channel. Default true.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>Applied to the sum, with PyTorch's default attributes. Default <see cref="Activation.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public Activation Activation
    {
        get => _activation;
        init => _activation = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Convolution2D.Activation is one of the functions that Activation names.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int expected = HasBias ? 3 : 2;
        RequireInputs(inputs, expected, expected, HasBias ? "x, weight and bias" : "x and weight (HasBias is false)");
        Shape x = inputs[0], weight = inputs[1];
        WindowShapes.RequireImages("Convolution2D", x);
        if (weight.Rank != 4 || weight[2] < 1 || weight[3] < 1)
        {
            throw new ArgumentException($"Convolution2D: weight {weight} is not [out, in / groups, kernel height, kernel width] with a kernel of at least 1 x 1.");
        }

        if (x[1] != (long)weight[1] * Groups || weight[0] % Groups != 0)
        {
            throw new ArgumentException(
                $"Convolution2D: x {x} and weight {weight} do not fit {Groups} groups. x is [batch, in, height, width], weight [out, in / groups, ...], and groups divides in and out.");
        }

        if (HasBias && (inputs[2].Rank != 1 || inputs[2][0] != weight[0]))
        {
            throw new ArgumentException($"Convolution2D: bias {inputs[2]} does not fit weight {weight}. bias is [out], here [{weight[0]}].");
        }

        long height = WindowShapes.Count(x[2], weight[2], Stride.Height, Padding.Top, Padding.Bottom, Dilation.Height);
        long width = WindowShapes.Count(x[3], weight[3], Stride.Width, Padding.Left, Padding.Right, Dilation.Width);
        if (height < 1 || width < 1)
        {
            throw new ArgumentException(
                $"Convolution2D: the kernel of weight {weight} with dilation {Dilation} is larger than x {x} with padding {Padding}. Pad more, or use a smaller kernel.");
        }

        outputs[0] = [x[0], weight[0], WindowShapes.Axis("Convolution2D", height), WindowShapes.Axis("Convolution2D", width)];
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Images of any size to one size: y[n, c, i, j] = the largest of x[n, c] from row floor(i height / output height) to before ceil((i + 1) height / output height),
/// and so for columns. An output of 1 is global pooling. Input: x <c>[batch, channels, height, width]</c>. Output:
/// <c>[batch, channels, output height, output width]</c>.
/// </summary>
/// <remarks>As torch.nn.functional.adaptive_max_pool2d.</remarks>
public sealed record AdaptiveMaxPooling2D : Operation
{
    private readonly Size2D _output = 1;

    /// <summary>Rows and columns of the result; 0 or more. Default 1: one number a channel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Size2D Output
    {
        get => _output;
        init => _output = WindowShapes.NotNegative(value, "AdaptiveMaxPooling2D.Output");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = WindowShapes.Adapt("AdaptiveMaxPooling2D", inputs[0], Output);
    }
}

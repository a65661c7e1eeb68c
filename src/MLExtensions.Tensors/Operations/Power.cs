namespace MLExtensions.Tensors.Operations;

/// <summary>y = x^exponent, element by element; not a number for x below 0 and an exponent that is not whole. Input: x of any shape. Output: the same shape.</summary>
public sealed record Power : Operation
{
    /// <summary>The exponent. Default 2.</summary>
    public float Exponent { get; init; } = 2;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = inputs[0];
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = a where the condition is not 0, else b, element by element. Inputs: the condition, <see cref="ElementType.Int32"/>, a and b. Output: the shape that all
/// three are repeated to, as in <see cref="BroadcastArithmetic"/>. What is not taken gets no gradient, whatever it holds.
/// </summary>
public sealed record Where : Operation
{
    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 0 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 3, 3, "the condition, a and b");
        outputs[0] = Broadcasting.Combine("Where", inputs[0], Broadcasting.Combine("Where", inputs[1], inputs[2]));
    }
}

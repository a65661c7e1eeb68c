namespace MLExtensions.Tensors.Operations;

/// <summary>
/// A function of two numbers, element by element. Inputs: a and b. Output: their shape, or where they differ the one that both are repeated to: aligned at the
/// last axis, an axis that is missing or of length 1 is repeated as often as the other tensor needs, so <c>[batch, 7, 5]</c> goes with <c>[5]</c>,
/// <c>[7, 1]</c> and <c>[]</c>. The gradient of what was repeated is the sum over the repetitions.
/// </summary>
public abstract record BroadcastArithmetic : Operation
{
    /// <inheritdoc/>
    public sealed override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "a and b");
        outputs[0] = Broadcasting.Combine(GetType().Name, inputs[0], inputs[1]);
    }
}

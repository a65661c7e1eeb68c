namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = weighted mean of |x - t|; the derivative where x = t is 0. Inputs: predictions <c>[batch]</c> or <c>[batch, ...]</c>, targets of as many
/// elements, and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>. Gradients flow to the predictions alone.
/// </summary>
public sealed record MeanAbsoluteError : Loss
{
    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "predictions, targets and optionally row weights");
        RowLossShapes.Check("MeanAbsoluteError", "predictions", inputs);
        outputs[0] = RowLossShapes.Loss;
    }
}

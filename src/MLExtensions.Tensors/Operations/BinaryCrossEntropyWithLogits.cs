namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = weighted mean of max(x, 0) - x t + log(1 + exp(-|x|)), the negative log-likelihood of sigmoid(x). Inputs: logits <c>[batch]</c> or
/// <c>[batch, ...]</c>, targets of as many elements (0..1), and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>.
/// A row of weight 0 counts for nothing, whatever it holds; where all weights are 0 the loss and its gradient are 0. Gradients flow to the logits alone.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : Operation
{
    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index == 0;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "logits, targets and optionally row weights");
        RowLossShapes.Check("BinaryCrossEntropyWithLogits", "logits", inputs);
        outputs[0] = RowLossShapes.Loss;
    }
}

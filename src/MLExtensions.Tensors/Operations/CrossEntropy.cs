namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = sum_i w_i (log(sum_k exp(x_ik)) - x_i,target(i)) / sum_i w_i, the mean negative log-likelihood of softmax(x). Inputs: logits
/// <c>[batch, classes]</c>, targets <see cref="ElementType.Int32"/> <c>[batch]</c> in 0..classes-1, and optionally row weights <c>[batch]</c>
/// (0 or more). Output: <c>[1]</c>. A row of weight 0 counts for nothing, whatever it holds; where all weights are 0 the loss and its gradient are 0.
/// Gradients flow to the logits alone.
/// </summary>
public sealed record CrossEntropy : Operation
{
    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index == 0;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "logits, targets and optionally row weights");
        Shape logits = inputs[0];
        if (logits.Rank != 2)
        {
            throw new ArgumentException($"CrossEntropy: logits have shape {logits}; expected [batch, classes].");
        }

        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Rank != 1 || inputs[i][0] != logits[0])
            {
                throw new ArgumentException(
                    $"CrossEntropy: {(i == 1 ? "targets" : "row weights")} of shape {inputs[i]} do not fit logits {logits}. Expected [{logits[0]}], one a row.");
            }
        }

        outputs[0] = RowLossShapes.Loss;
    }
}

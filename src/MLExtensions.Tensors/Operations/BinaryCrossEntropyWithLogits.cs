namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = weighted mean of -p t log s(x) - (1 - t) log(1 - s(x)), s the sigmoid and p the positive weight (1 where there are none): the negative
/// log-likelihood of s(x). Inputs: logits <c>[batch]</c> or <c>[batch, ...]</c>, targets of as many elements (0..1), optionally row weights <c>[batch]</c>
/// (0 or more), and, last, the positive weights where <see cref="HasPositiveWeights"/> says so. Output: <c>[1]</c>. Gradients flow to the logits alone.
/// </summary>
public sealed record BinaryCrossEntropyWithLogits : Loss
{
    /// <summary>
    /// Whether the last input holds positive weights: how much more a target of 1 counts than one of 0. Its shape is that of the logits' last axes, e.g.
    /// <c>[labels]</c>, or <c>[1]</c> for one that is everywhere the same. Default false.
    /// </summary>
    public bool HasPositiveWeights { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int last = HasPositiveWeights ? 1 : 0;
        RequireInputs(
            inputs,
            2 + last,
            3 + last,
            HasPositiveWeights ? "logits, targets and optionally row weights, then positive weights" : "logits, targets and optionally row weights");
        RowLossShapes.Check("BinaryCrossEntropyWithLogits", "logits", inputs[..^last]);
        if (HasPositiveWeights)
        {
            ReadOnlySpan<int> positive = inputs[^1].AsSpan();
            bool one = inputs[^1].Length == 1 && positive.Length <= 1;
            if (!one && (positive.Length == 0 || !inputs[0].AsSpan().EndsWith(positive)))
            {
                throw new ArgumentException(
                    $"BinaryCrossEntropyWithLogits: positive weights of shape {inputs[^1]} do not fit logits {inputs[0]}. Expected the logits' last axes, or [1].");
            }
        }

        outputs[0] = RowLossShapes.Loss;
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = weighted mean over all elements of p (log p - log q), 0 where p is 0 (Kullback, Leibler, "On Information and Sufficiency", 1951).
/// <see cref="Reduction.BatchMean"/> gives the divergence itself, the mean over rows. Inputs: log q <c>[batch, ...]</c>, p of as many elements (or log p,
/// see <see cref="LogTarget"/>), and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>. Gradients flow to log q alone.
/// </summary>
public sealed record KullbackLeiblerDivergence : Loss
{
    /// <summary>Whether the second input is log p. Default false: it is p.</summary>
    public bool LogTarget { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "log q, p and optionally row weights");
        RowLossShapes.Check("KullbackLeiblerDivergence", "log q", inputs);
        outputs[0] = RowLossShapes.Loss;
    }
}

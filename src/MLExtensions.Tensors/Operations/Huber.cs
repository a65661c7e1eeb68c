namespace MLExtensions.Tensors.Operations;

/// <summary>
/// loss = weighted mean of d^2 / 2 where |d| is less than <see cref="Delta"/>, else delta (|d| - delta / 2), d = x - t: squared error near the target,
/// absolute error far from it (Huber, "Robust Estimation of a Location Parameter", 1964). Inputs: predictions <c>[batch]</c> or <c>[batch, ...]</c>,
/// targets of as many elements, and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>. Gradients flow to the predictions alone.
/// </summary>
public sealed record Huber : Loss
{
    private readonly float _delta = 1;

    /// <summary>Where the loss turns from squared to absolute; more than 0, finite. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, or not finite.</exception>
    public float Delta
    {
        get => _delta;
        init => _delta = value > 0 && float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Huber.Delta is more than 0 and finite.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "predictions, targets and optionally row weights");
        RowLossShapes.Check("Huber", "predictions", inputs);
        outputs[0] = RowLossShapes.Loss;
    }
}

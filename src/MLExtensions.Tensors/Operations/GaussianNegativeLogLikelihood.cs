namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The negative log-likelihood of targets under normal distributions of predicted mean x and variance v (Nix, Weigend, "Estimating the mean and
/// variance of the target probability distribution", 1994): weighted mean of (log v + (x - t)^2 / v) / 2, v at least <see cref="Epsilon"/>.
/// Inputs: predictions <c>[batch]</c> or <c>[batch, ...]</c>, targets of as many elements, variances (one an element, or one for all elements of the last
/// axis: shape of the predictions with a last axis of 1 or without it), and optionally row weights <c>[batch]</c> (0 or more). Output: <c>[1]</c>.
/// Gradients flow to the predictions and to the variances; to the latter as if they were not bounded from below.
/// </summary>
public sealed record GaussianNegativeLogLikelihood : Loss
{
    private readonly float _epsilon = 1e-6f;

    /// <summary>Whether to add log(2 pi) / 2 to each element's loss; it does not change the gradient. Default false.</summary>
    public bool Full { get; init; }

    /// <summary>The least variance that is computed with; more than 0. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, or not a number.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "GaussianNegativeLogLikelihood.Epsilon is more than 0.");
    }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index is 0 or 2;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 3, 4, "predictions, targets, variances and optionally row weights");
        RowLossShapes.Check("GaussianNegativeLogLikelihood", "predictions", inputs, weights: 3);
        Shape predictions = inputs[0], variances = inputs[2];
        if (variances != predictions && !IsOnePerLine(predictions, variances))
        {
            throw new ArgumentException(
                $"GaussianNegativeLogLikelihood: variances of shape {variances} do not fit predictions {predictions}. " +
                "Expected the same shape, or that with a last axis of 1 or without the last axis.");
        }

        outputs[0] = RowLossShapes.Loss;
    }

    /// <summary>Whether there is one variance for all elements of the last axis, which is not the batch.</summary>
    internal static bool IsOnePerLine(in Shape predictions, in Shape variances)
    {
        ReadOnlySpan<int> leading = predictions.AsSpan()[..^1], given = variances.AsSpan();
        return leading.Length > 0 && (given.SequenceEqual(leading) || (given.Length == predictions.Rank && given[^1] == 1 && given[..^1].SequenceEqual(leading)));
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// max(0, d(a, p) - d(a, n) + <see cref="Margin"/>) for an anchor a, a positive p that is to be near and a negative n that is to be far;
/// d(x, y) = (sum_i |x_i - y_i + epsilon|^P)^(1/P) (Balntas et al., "Learning local feature descriptors with triplets and shallow convolutional neural networks", 2016).
/// Inputs: anchor, positive and negative <c>[batch, features]</c> or <c>[batch, ..., features]</c>, and optionally row weights <c>[batch]</c> (0 or more).
/// Output: <c>[1]</c>, the weighted mean over all triplets. Gradients flow to all three.
/// </summary>
public sealed record TripletMargin : Loss
{
    private readonly float _margin = 1;
    private readonly float _p = 2;
    private readonly float _epsilon = 1e-6f;

    /// <summary>How much farther the negative is to be than the positive; finite. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float Margin
    {
        get => _margin;
        init => _margin = float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "TripletMargin.Margin is finite.");
    }

    /// <summary>The norm of the distance; more than 0, infinity for the largest difference. Default 2, Euclid's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, negative, or not a number.</exception>
    public float P
    {
        get => _p;
        init => _p = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "TripletMargin.P is more than 0.");
    }

    /// <summary>What is added to every difference; finite. Default 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "TripletMargin.Epsilon is finite.");
    }

    /// <summary>Whether the negative's distance is the smaller of d(a, n) and d(p, n). Default false.</summary>
    public bool Swap { get; init; }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index is >= 0 and <= 2;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 3, 4, "anchor, positive, negative and optionally row weights");
        if (inputs[0].Rank < 2 || inputs[1] != inputs[0] || inputs[2] != inputs[0])
        {
            throw new ArgumentException(
                $"TripletMargin: anchor {inputs[0]}, positive {inputs[1]} and negative {inputs[2]} do not fit. Expected three of the same shape [batch, ..., features].");
        }

        RowLossShapes.CheckWeights("TripletMargin", "anchor", inputs, weights: 3);
        outputs[0] = RowLossShapes.Loss;
    }
}

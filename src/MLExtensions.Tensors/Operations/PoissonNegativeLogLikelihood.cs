namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The negative log-likelihood of counts t under Poisson distributions: weighted mean of exp(x) - t x where x is the logarithm of the expected count,
/// else of x - t log(x + <see cref="Epsilon"/>); with <see cref="Full"/> Stirling's approximation of log(t!) is added where t is more than 1.
/// Inputs: predictions <c>[batch]</c> or <c>[batch, ...]</c>, targets of as many elements (0 or more), and optionally row weights <c>[batch]</c>
/// (0 or more). Output: <c>[1]</c>. Gradients flow to the predictions alone.
/// </summary>
public sealed record PoissonNegativeLogLikelihood : Loss
{
    private readonly float _epsilon = 1e-8f;

    /// <summary>Whether predictions are logarithms of the expected counts. Default true.</summary>
    public bool LogInput { get; init; } = true;

    /// <summary>Whether to add t log t - t + log(2 pi t) / 2 where t is more than 1; it does not change the gradient. Default false.</summary>
    public bool Full { get; init; }

    /// <summary>What is added to predictions that are no logarithms before theirs is taken; 0 or more. Default 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "PoissonNegativeLogLikelihood.Epsilon is 0 or more.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 3, "predictions, targets and optionally row weights");
        RowLossShapes.Check("PoissonNegativeLogLikelihood", "predictions", inputs);
        outputs[0] = RowLossShapes.Loss;
    }
}

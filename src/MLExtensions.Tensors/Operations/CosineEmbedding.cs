namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Draws pairs together or apart by the angle between them: 1 - cos(a, b) for a pair of target 1, max(0, cos(a, b) - <see cref="Margin"/>) for one of
/// target -1, 0 for any other target. Inputs: a and b <c>[batch, features]</c>, targets <c>[batch]</c> (1 or -1), and optionally row weights <c>[batch]</c>
/// (0 or more). Output: <c>[1]</c>, the weighted mean over rows. Gradients flow to a and b.
/// </summary>
public sealed record CosineEmbedding : Loss
{
    private readonly float _margin;

    /// <summary>The cosine up to which a pair of target -1 is far enough apart; -1 to 1. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below -1, above 1, or not a number.</exception>
    public float Margin
    {
        get => _margin;
        init => _margin = value is >= -1 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "CosineEmbedding.Margin is from -1 to 1.");
    }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index is 0 or 1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 3, 4, "a, b, targets and optionally row weights");
        Shape a = inputs[0];
        if (a.Rank != 2 || inputs[1] != a)
        {
            throw new ArgumentException($"CosineEmbedding: a {a} and b {inputs[1]} do not fit. Expected two of the same shape [batch, features].");
        }

        if (inputs[2].Rank != 1 || inputs[2][0] != a[0])
        {
            throw new ArgumentException($"CosineEmbedding: targets of shape {inputs[2]} do not fit a {a}. Expected [{a[0]}], one a row.");
        }

        RowLossShapes.CheckWeights("CosineEmbedding", "a", inputs, weights: 3);
        outputs[0] = RowLossShapes.Loss;
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and (biased) variance over the last <see cref="Axes"/> axes of each row
/// (Ba, Kiros, Hinton, "Layer Normalization", 2016). Inputs: x <c>[..., normalised axes]</c>, and, where <see cref="HasAffine"/>, weight and, where
/// <see cref="HasBias"/>, bias, both of the normalised axes. Output: y as x.
/// </summary>
public sealed record LayerNormalization : Operation
{
    private readonly float _epsilon = 1e-5f;
    private readonly int _axes = 1;

    /// <summary>How many axes, counted from the last, are normalised together; 1 to 8. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than a shape has.</exception>
    public int Axes
    {
        get => _axes;
        init => _axes = value is >= 1 and <= Shape.MaximumRank
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"LayerNormalization.Axes is from 1 to {Shape.MaximumRank}.");
    }

    /// <summary>What is added to the variance; 0 or more. Default 1e-5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = NormalizationShapes.CheckEpsilon("LayerNormalization", value);
    }

    /// <summary>Whether there is a weight, and, unless <see cref="HasBias"/> says otherwise, a bias. Default true.</summary>
    public bool HasAffine { get; init; } = true;

    /// <summary>Whether there is a bias beside the weight. Default true.</summary>
    public bool HasBias { get; init; } = true;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = !HasAffine ? 1 : HasBias ? 3 : 2;
        RequireInputs(inputs, count, count, !HasAffine ? "x" : HasBias ? "x, weight and bias" : "x and weight");
        Shape x = inputs[0];
        if (x.Rank < Axes)
        {
            throw new ArgumentException($"LayerNormalization: x of shape {x} has {x.Rank} axes; the last {Axes} are to be normalised. Give more axes.");
        }

        for (int i = 1; i < count; i++)
        {
            if (!inputs[i].AsSpan().SequenceEqual(x.AsSpan()[^Axes..]))
            {
                throw new ArgumentException(
                    $"LayerNormalization: {(i == 1 ? "weight" : "bias")} of shape {inputs[i]} does not fit x {x}. Expected its last {Axes} axes, {Shape.Create(x.AsSpan()[^Axes..])}.");
            }
        }

        outputs[0] = x;
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and (biased) variance over the channels of a group and all places, for each row alone
/// (Wu, He, "Group Normalization", 2018). As many groups as channels are instance normalisation (Ulyanov et al., "Instance Normalization", 2016).
/// Inputs: x <c>[batch, channels]</c> or <c>[batch, channels, ...]</c>, and, where <see cref="HasAffine"/>, weight <c>[channels]</c> and bias
/// <c>[channels]</c>. Outputs: y as x, and, where <see cref="HasStatistics"/>, the means and the unbiased variances, both <c>[batch, groups]</c>.
/// </summary>
public sealed record GroupNormalization : Operation
{
    private readonly float _epsilon = 1e-5f;
    private readonly int _groups = 1;

    /// <summary>Into how many groups of channels that follow each other the channels are divided; 1 or more, a divisor of the channels. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int Groups
    {
        get => _groups;
        init => _groups = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "GroupNormalization.Groups is 1 or more.");
    }

    /// <summary>What is added to the variance; 0 or more. Default 1e-5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = NormalizationShapes.CheckEpsilon("GroupNormalization", value);
    }

    /// <summary>Whether there are weight and bias. Default true.</summary>
    public bool HasAffine { get; init; } = true;

    /// <summary>Whether means and unbiased variances (0 for one value) are outputs too. Default false.</summary>
    public bool HasStatistics { get; init; }

    /// <inheritdoc/>
    public override int OutputCount => HasStatistics ? 3 : 1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = HasAffine ? 3 : 1;
        RequireInputs(inputs, count, count, HasAffine ? "x, weight and bias" : "x");
        NormalizationShapes.Check("GroupNormalization", inputs, ["weight", "bias"]);
        Shape x = inputs[0];
        if (x[1] < Groups || x[1] % Groups != 0)
        {
            throw new ArgumentException($"GroupNormalization: the {x[1]} channels of x {x} cannot be divided into {Groups} groups. Give a divisor of the channels.");
        }

        outputs[0] = x;
        if (HasStatistics)
        {
            outputs[1] = [x[0], Groups];
            outputs[2] = [x[0], Groups];
        }
    }
}

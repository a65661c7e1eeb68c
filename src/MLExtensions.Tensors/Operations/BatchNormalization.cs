namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and (biased) variance of each channel over the batch and all places: training's batch
/// normalisation (Ioffe, Szegedy, "Batch Normalization", 2015). Inputs: x <c>[batch, channels]</c> or <c>[batch, channels, ...]</c>, and, where
/// <see cref="HasAffine"/>, weight <c>[channels]</c> and bias <c>[channels]</c>. Outputs: y as x, the means <c>[channels]</c>, the unbiased variances
/// <c>[channels]</c>. A channel needs two values or more.
/// </summary>
public sealed record BatchNormalization : Operation
{
    private readonly float _epsilon = 1e-5f;

    /// <summary>What is added to the variance; 0 or more. Default 1e-5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = NormalizationShapes.CheckEpsilon("BatchNormalization", value);
    }

    /// <summary>Whether there are weight and bias. Default true.</summary>
    public bool HasAffine { get; init; } = true;

    /// <summary>Whether what is below 0 becomes 0, as by a rectifier that follows. Default false.</summary>
    public bool IsRectified { get; init; }

    /// <inheritdoc/>
    public override int OutputCount => 3;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = HasAffine ? 3 : 1;
        RequireInputs(inputs, count, count, HasAffine ? "x, weight and bias" : "x");
        NormalizationShapes.Check("BatchNormalization", inputs, ["weight", "bias"]);
        Shape x = inputs[0];
        if (x[1] > 0 && x.Length == x[1])
        {
            throw new ArgumentException(
                $"BatchNormalization: x of shape {x} has one value a channel, which has no variance. Train on batches of two or more rows.");
        }

        outputs[0] = x;
        outputs[1] = [x[1]];
        outputs[2] = [x[1]];
    }
}

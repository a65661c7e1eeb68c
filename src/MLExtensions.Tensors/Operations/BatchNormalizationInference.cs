namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and variance of each channel given: prediction's batch normalisation
/// (Ioffe, Szegedy, "Batch Normalization", 2015). Inputs: x <c>[batch, channels]</c> or <c>[batch, channels, ...]</c>, where
/// <see cref="HasAffine"/> weight <c>[channels]</c> and bias <c>[channels]</c>, and last the running mean and the running variance <c>[channels]</c>.
/// Output: y as x. Gradients flow to x, weight and bias.
/// </summary>
public sealed record BatchNormalizationInference : Operation
{
    private readonly float _epsilon = 1e-5f;

    /// <summary>What is added to the variance; 0 or more. Default 1e-5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not finite.</exception>
    public float Epsilon
    {
        get => _epsilon;
        init => _epsilon = NormalizationShapes.CheckEpsilon("BatchNormalizationInference", value);
    }

    /// <summary>Whether there are weight and bias. Default true.</summary>
    public bool HasAffine { get; init; } = true;

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index < (HasAffine ? 3 : 1);

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int count = HasAffine ? 5 : 3;
        RequireInputs(inputs, count, count, HasAffine ? "x, weight, bias, running mean and running variance" : "x, running mean and running variance");
        ReadOnlySpan<string> names = ["weight", "bias", "running mean", "running variance"];
        NormalizationShapes.Check("BatchNormalizationInference", inputs, HasAffine ? names : names[2..]);
        outputs[0] = inputs[0];
    }
}

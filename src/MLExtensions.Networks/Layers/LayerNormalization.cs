using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// y = (x - mean) / sqrt(variance + epsilon) * weight + bias, mean and variance over the last axes of each row: the same in training and in prediction,
/// whatever the batch. torch.nn.LayerNorm.
/// </summary>
/// <remarks>
/// x is `[..., shape]`, weight and bias have the normalised shape. Ba, Kiros, Hinton, "Layer Normalization", 2016.
/// </remarks>
public sealed class LayerNormalization : Layer
{
    private readonly Tensors.Operations.LayerNormalization _operation;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="shape">The last axes of the input, which are normalised together, such as `[features]`; one axis or more.</param>
    /// <param name="parameters">Makes weight (ones) and bias (zeros).</param>
    /// <param name="epsilon">What is added to the variance; 0 or more. Default 1e-5.</param>
    /// <param name="hasAffine">Whether there is a weight and, unless <paramref name="hasBias"/> says otherwise, a bias; default true.</param>
    /// <param name="hasBias">Whether there is a bias beside the weight; default true.</param>
    /// <exception cref="ArgumentException">The shape has no axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The epsilon is out of its range.</exception>
    public LayerNormalization(string name, Shape shape, ParameterSource parameters, float epsilon = 1e-5f, bool hasAffine = true, bool hasBias = true)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (shape.Rank == 0 || shape.Length == 0)
        {
            throw new ArgumentException($"The normalised shape is {shape}; expected one axis or more of length 1 or more.", nameof(shape));
        }

        NormalizedShape = shape;
        _operation = new Tensors.Operations.LayerNormalization { Axes = shape.Rank, Epsilon = epsilon, HasAffine = hasAffine, HasBias = hasBias };
        if (hasAffine)
        {
            Parameter weight = parameters.Create(Join(name, "weight"), shape, Initialization.Ones);
            _weight = weight.Tensor;
            Parameters = [weight];
            if (hasBias)
            {
                Parameter bias = parameters.Create(Join(name, "bias"), shape, Initialization.Zeros);
                _bias = bias.Tensor;
                Parameters = [weight, bias];
            }
        }
    }

    /// <summary>The last axes of the input, which are normalised together.</summary>
    public Shape NormalizedShape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; } = [];

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_operation.HasAffine)
        {
            return _operation.HasBias ? context.Run(_operation, input, _weight, _bias) : context.Run(_operation, input, _weight);
        }

        Shape shape = input.Shape;
        if (!EndsWithNormalizedShape(shape))
        {
            throw new ArgumentException($"The input has shape {shape}; expected {NormalizedShape} as its last axes.", nameof(input));
        }

        return context.Run(_operation, input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row does not end with <see cref="NormalizedShape"/>.</exception>
    public override Shape OutputShape(Shape input) => EndsWithNormalizedShape(input)
        ? input
        : throw new ArgumentException($"LayerNormalization '{Name}': a row has shape {input}; expected {NormalizedShape} as its last axes.", nameof(input));

    private bool EndsWithNormalizedShape(Shape shape) =>
        shape.Rank >= NormalizedShape.Rank && shape.AsSpan()[^NormalizedShape.Rank..].SequenceEqual(NormalizedShape.AsSpan());
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = activation(x W^T + b), one fused kernel. Inputs: x <c>[..., in]</c> (leading axes are rows), weight <c>[out, in]</c>, and bias
/// <c>[out]</c> where <see cref="HasBias"/>. Output: <c>[..., out]</c>.
/// </summary>
public sealed record Linear : Operation
{
    private readonly Activation _activation;

    /// <summary>Applied to the sum, with PyTorch's default attributes. Default <see cref="Activation.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public Activation Activation
    {
        get => _activation;
        init => _activation = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Linear.Activation is one of the functions that Activation names.");
    }

    /// <summary>Whether a third input is added to every row. Default true.</summary>
    public bool HasBias { get; init; } = true;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        int expected = HasBias ? 3 : 2;
        RequireInputs(inputs, expected, expected, HasBias ? "x, weight and bias" : "x and weight (HasBias is false)");
        Shape x = inputs[0], weight = inputs[1];
        if (x.Rank < 1 || weight.Rank != 2 || x[^1] != weight[1])
        {
            throw new ArgumentException($"Linear: x {x} and weight {weight} do not fit. x is [..., in] and weight [out, in] with the same in.");
        }

        if (HasBias && (inputs[2].Rank != 1 || inputs[2][0] != weight[0]))
        {
            throw new ArgumentException($"Linear: bias {inputs[2]} does not fit weight {weight}. bias is [out], here [{weight[0]}].");
        }

        outputs[0] = x.With(x.Rank - 1, weight[0]);
    }
}

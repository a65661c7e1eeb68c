namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Each element is 0 with probability <see cref="Rate"/>, else divided by (1 - rate) (Srivastava 2014). For training only: in prediction the layer
/// leaves it out. Inputs: x of any shape, and the random key from <see cref="ForwardContext.NextRandomKey"/>, <see cref="ElementType.Int32"/>
/// <c>[4]</c>; the same key drops the same elements. Output: the shape of x.
/// </summary>
public sealed record Dropout : Operation
{
    private readonly float _rate = 0.5f;

    /// <summary>The share of elements that is dropped, 0 to 1. Default 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, above 1, or not a number.</exception>
    public float Rate
    {
        get => _rate;
        init => _rate = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Dropout.Rate is from 0 to 1.");
    }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "x and the random key");
        if (inputs[1].Length != 4)
        {
            throw new ArgumentException($"Dropout: the random key has shape {inputs[1]}; expected [4], as ForwardContext.NextRandomKey gives it.");
        }

        outputs[0] = inputs[0];
    }
}

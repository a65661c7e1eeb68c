namespace MLExtensions.Tensors.Operations;

/// <summary>y = f(x), element by element. Input: x of any shape. Output: the same shape.</summary>
public sealed record Unary : Operation
{
    private readonly UnaryFunction _function;

    /// <summary>The function. Default <see cref="UnaryFunction.Exp"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public UnaryFunction Function
    {
        get => _function;
        init => _function = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Unary.Function is one of the functions that UnaryFunction names.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = inputs[0];
    }
}

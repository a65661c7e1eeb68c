namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y = factor x + summand, element by element, computed in double precision and then rounded: labels like 1,000,000.5 keep their last digits where
/// they are brought to a mean of 0. Input: x of any shape. Output: the same shape.
/// </summary>
public sealed record Affine : Operation
{
    /// <summary>What each element is multiplied by. Default 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>What is then added. Default 0.</summary>
    public double Summand { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        outputs[0] = inputs[0];
    }
}

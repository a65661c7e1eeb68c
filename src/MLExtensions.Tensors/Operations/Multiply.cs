namespace MLExtensions.Tensors.Operations;

/// <summary>y = a b, element by element. Inputs: a and b of the same shape. Output: that shape.</summary>
public sealed record Multiply : Operation
{
    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "two tensors of the same shape");
        if (inputs[0] != inputs[1])
        {
            throw new ArgumentException($"Multiply: the shapes {inputs[0]} and {inputs[1]} differ; they must be the same.");
        }

        outputs[0] = inputs[0];
    }
}

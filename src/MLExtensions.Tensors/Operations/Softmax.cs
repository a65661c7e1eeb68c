namespace MLExtensions.Tensors.Operations;

/// <summary>y_j = exp(x_j) / sum_k exp(x_k) along the last axis. Input: x <c>[..., classes]</c>. Output: the same shape; each row sums to 1.</summary>
public sealed record Softmax : Operation
{
    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        if (inputs[0].Rank < 1)
        {
            throw new ArgumentException($"Softmax: x has shape {inputs[0]}; expected [..., classes].");
        }

        outputs[0] = inputs[0];
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>y_j = x_j - log(sum_k exp(x_k)) along the last axis. Input: x <c>[..., classes]</c>. Output: the same shape.</summary>
public sealed record LogSoftmax : Operation
{
    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        if (inputs[0].Rank < 1)
        {
            throw new ArgumentException($"LogSoftmax: x has shape {inputs[0]}; expected [..., classes].");
        }

        outputs[0] = inputs[0];
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>y_j = x_j - log(sum_k exp(x_k)) along an axis. Input: x of any shape with that axis. Output: the same shape.</summary>
public sealed record LogSoftmax : Operation
{
    /// <summary>The axis; -1 is the last, the fastest. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        RequireAxis(Axis, inputs[0]);
        outputs[0] = inputs[0];
    }
}

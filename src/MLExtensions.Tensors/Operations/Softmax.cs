namespace MLExtensions.Tensors.Operations;

/// <summary>
/// y_j = exp(x_j) / sum_k exp(x_k) along an axis. Input: x of any shape with that axis. Output: the same shape; along the axis the numbers sum to 1.
/// </summary>
public sealed record Softmax : Operation
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

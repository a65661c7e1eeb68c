namespace MLExtensions.Tensors.Operations;

/// <summary>What <see cref="Softmax"/> and <see cref="LogSoftmax"/> share: the axis. Input: x of any shape with that axis. Output: the same shape.</summary>
public abstract record SoftmaxOperation : Operation
{
    private protected SoftmaxOperation()
    {
    }

    /// <summary>The axis; -1 is the last, the fastest. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public sealed override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        RequireAxis(Axis, inputs[0]);
        outputs[0] = inputs[0];
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The gated linear unit (Dauphin 2017): y = a sigmoid(b), a the first half of an axis and b the second. Input: x of any shape whose axis is of even length. Output:
/// the same shape, the axis half as long.
/// </summary>
public sealed record Glu : Operation
{
    /// <summary>The axis that is halved; -1 is the last. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        int axis = RequireAxis(Axis, inputs[0]);
        outputs[0] = inputs[0][axis] % 2 == 0
            ? inputs[0].With(axis, inputs[0][axis] / 2)
            : throw new ArgumentException($"Glu: axis {axis} of x {inputs[0]} is {inputs[0][axis]} long and cannot be halved; expected an even length.");
    }
}

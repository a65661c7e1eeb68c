namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Positions of an axis by their numbers, as torch.index_select: y[..., i, ...] = x[..., indices[i], ...]. Inputs: x of any shape with that axis, and indices
/// <see cref="ElementType.Int32"/> <c>[count]</c>, each from 0 to the axis's length - 1, repeated or not. Output: the shape of x, the axis <c>count</c> long.
/// </summary>
public sealed record IndexSelect : Operation
{
    /// <summary>The axis; -1 is the last. Default 0.</summary>
    public int Axis { get; init; }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "x and indices");
        int axis = RequireAxis(Axis, inputs[0]);
        outputs[0] = inputs[1].Rank == 1
            ? inputs[0].With(axis, inputs[1][0])
            : throw new ArgumentException($"IndexSelect: the indices for x {inputs[0]} have shape {inputs[1]}; expected [count].");
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// One position of an axis for each element, as torch.gather: y[i, j, k] = x[i, indices[i, j, k], k] for axis 1 of 3. Inputs: x, and indices
/// <see cref="ElementType.Int32"/> of as many axes, each at most as long as that of x but for <see cref="Axis"/>, with numbers from 0 to that axis's length - 1.
/// Output: the shape of the indices.
/// </summary>
public sealed record Gather : Operation
{
    /// <summary>The axis; -1 is the last. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 1 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "x and indices");
        Shape x = inputs[0], indices = inputs[1];
        int axis = RequireAxis(Axis, x);
        bool fits = indices.Rank == x.Rank;
        for (int i = 0; fits && i < x.Rank; i++)
        {
            fits = i == axis || indices[i] <= x[i];
        }

        outputs[0] = fits
            ? indices
            : throw new ArgumentException($"Gather: indices {indices} do not fit x {x}. Expected as many axes, each but axis {axis} at most as long.");
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The inputs one after the other along an axis, as torch.cat. Inputs: one or more of the same shape but for the length of that axis. Output: that shape,
/// the axis as long as all of theirs together.
/// </summary>
public sealed record Concatenate : Rearrangement
{
    /// <summary>The axis; -1 is the last. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, int.MaxValue, "one or more tensors");
        int axis = RequireAxis(Axis, inputs[0]);
        int length = inputs[0][axis];
        for (int i = 1; i < inputs.Length; i++)
        {
            Shape other = inputs[i];
            if (other.Rank != inputs[0].Rank || other.With(axis, inputs[0][axis]) != inputs[0])
            {
                throw new ArgumentException(
                    $"Concatenate: input {i} of shape {other} does not fit input 0 of shape {inputs[0]}. Only the lengths of axis {axis} may differ.");
            }

            length = checked(length + other[axis]);
        }

        outputs[0] = inputs[0].With(axis, length);
    }
}

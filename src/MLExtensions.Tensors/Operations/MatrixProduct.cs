namespace MLExtensions.Tensors.Operations;

/// <summary>
/// C = A B over the last two axes. Inputs: A <c>[..., m, k]</c> (<c>[..., k, m]</c> where <see cref="TransposeLeft"/>) and B <c>[..., k, n]</c>
/// (<c>[..., n, k]</c> where <see cref="TransposeRight"/>) with the same leading axes. Output: <c>[..., m, n]</c>.
/// </summary>
public sealed record MatrixProduct : Operation
{
    /// <summary>Whether A is read with its last two axes exchanged. Default false.</summary>
    public bool TransposeLeft { get; init; }

    /// <summary>Whether B is read with its last two axes exchanged. Default false.</summary>
    public bool TransposeRight { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "two matrices");
        Shape left = inputs[0], right = inputs[1];
        if (left.Rank < 2 || left.Rank != right.Rank || !left.AsSpan()[..^2].SequenceEqual(right.AsSpan()[..^2]))
        {
            throw new ArgumentException($"MatrixProduct: {left} and {right} do not fit. Expected two matrices, or stacks of them with the same leading axes.");
        }

        int m = left[TransposeLeft ? ^1 : ^2], k = left[TransposeLeft ? ^2 : ^1];
        int rightK = right[TransposeRight ? ^1 : ^2], n = right[TransposeRight ? ^2 : ^1];
        if (k != rightK)
        {
            throw new ArgumentException(
                $"MatrixProduct: {left}{(TransposeLeft ? " transposed" : "")} and {right}{(TransposeRight ? " transposed" : "")} do not fit: " +
                $"the inner axes are {k} and {rightK}, and must be the same.");
        }

        outputs[0] = left.With(left.Rank - 2, m).With(left.Rank - 1, n);
    }
}

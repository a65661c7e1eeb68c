namespace MLExtensions.Tensors.Operations;

/// <summary>
/// C = A B over the last two axes. Inputs: A <c>[..., m, k]</c> (<c>[..., k, m]</c> where <see cref="TransposeLeft"/>) and B <c>[..., k, n]</c>
/// (<c>[..., n, k]</c> where <see cref="TransposeRight"/>). Output: <c>[..., m, n]</c>. The leading axes are repeated where they differ as in
/// <see cref="BroadcastArithmetic"/>: one matrix goes with a stack of them. The gradient of what was repeated is the sum over the repetitions.
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
        Span<int> axes = stackalloc int[Math.Max(2, Math.Max(left.Rank, right.Rank))];
        if (left.Rank < 2 || right.Rank < 2 || !Broadcasting.TryCombine(left.AsSpan()[..^2], right.AsSpan()[..^2], axes[..^2]))
        {
            throw new ArgumentException(
                $"MatrixProduct: {left} and {right} do not fit. Expected two matrices, or stacks of them whose leading axes are the same, 1 or missing.");
        }

        int m = left[TransposeLeft ? ^1 : ^2], k = left[TransposeLeft ? ^2 : ^1];
        int rightK = right[TransposeRight ? ^1 : ^2], n = right[TransposeRight ? ^2 : ^1];
        if (k != rightK)
        {
            throw new ArgumentException(
                $"MatrixProduct: {left}{(TransposeLeft ? " transposed" : "")} and {right}{(TransposeRight ? " transposed" : "")} do not fit: " +
                $"the inner axes are {k} and {rightK}, and must be the same.");
        }

        axes[^2] = m;
        axes[^1] = n;
        outputs[0] = Shape.Create(axes);
    }
}

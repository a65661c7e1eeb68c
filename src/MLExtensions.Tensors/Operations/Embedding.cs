namespace MLExtensions.Tensors.Operations;

/// <summary>
/// A row of a table for each index. Inputs: indices <see cref="ElementType.Int32"/> of any shape, each from 0 to count - 1, and weight <c>[count, dim]</c>. Output:
/// the shape of the indices with <c>dim</c> as a last axis. The gradient of a row is the sum over all places that it stands at.
/// </summary>
public sealed record Embedding : Operation
{
    /// <summary>The index whose row gets no gradient, e.g. that of padding; -1 is the last. Default null, none.</summary>
    public int? PaddingIndex { get; init; }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => index == 0 ? ElementType.Int32 : ElementType.Float32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "indices and weight");
        Shape indices = inputs[0], weight = inputs[1];
        if (weight.Rank != 2 || indices.Rank >= Shape.MaximumRank)
        {
            throw new ArgumentException(
                $"Embedding: weight {weight} and indices {indices} do not fit. weight is [count, dim], and indices have at most {Shape.MaximumRank - 1} axes.");
        }

        if (PaddingIndex is { } padding && (padding < -weight[0] || padding >= weight[0]))
        {
            throw new ArgumentException($"Embedding: PaddingIndex is {padding}; weight {weight} has rows 0 to {weight[0] - 1}.");
        }

        Span<int> axes = stackalloc int[indices.Rank + 1];
        indices.CopyTo(axes);
        axes[^1] = weight[1];
        outputs[0] = Shape.Create(axes);
    }
}

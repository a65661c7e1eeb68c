namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Whole numbers that stand in a row of floats: lengths, or the indices of tokens. Input: x <c>[batch, row]</c>. Output: <see cref="ElementType.Int32"/> <c>[batch, length]</c>, or
/// <c>[batch]</c> where <see cref="Length"/> is null. No gradient flows.
/// </summary>
public sealed record RowIndices : Operation
{
    private readonly int _start;
    private readonly int? _length;
    private readonly int _count = 1;

    /// <summary>The first slot, from 0. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Start
    {
        get => _start;
        init => _start = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RowIndices.Start is 0 or more.");
    }

    /// <summary>How many slots, 1 or more; null, the default, for one slot and no axis for it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Length
    {
        get => _length;
        init => _length = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RowIndices.Length is 1 or more, or null.");
    }

    /// <summary>Each number is 0 to this less 1; 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public required int Count
    {
        get => _count;
        init => _count = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RowIndices.Count is 1 or more.");
    }

    /// <inheritdoc/>
    public override ElementType OutputElementType(int index) => ElementType.Int32;

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => false;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        long end = (long)Start + (Length ?? 1);
        if (x.Rank != 2 || x[1] < end)
        {
            throw new ArgumentException($"RowIndices: x has shape {x}; expected [batch, row] with a row of at least {end}.");
        }

        outputs[0] = Length is { } length ? [x[0], length] : [x[0]];
    }
}

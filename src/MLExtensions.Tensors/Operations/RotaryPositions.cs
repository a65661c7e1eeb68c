namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Turns each pair of neighbouring columns by an angle that grows with the position, so that the product of two rows depends on how far apart they are (Su et al., "RoFormer: Enhanced Transformer with
/// Rotary Position Embedding", 2021): y[2i] = cos x[2i] - sin x[2i + 1], y[2i + 1] = sin x[2i] + cos x[2i + 1]. Inputs: x <c>[batch, time, columns]</c>, and the turns
/// <c>[positions, head]</c> with at least as many positions as times: for position t and pair i of a head, the cosine at 2i and the sine at 2i + 1. The turns get no gradient. Output: the shape of x.
/// </summary>
public sealed record RotaryPositions : Operation
{
    private readonly int? _columns;

    /// <summary>How many of the first columns are turned, whole heads; what follows is taken over. Null, the default, for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Columns
    {
        get => _columns;
        init => _columns = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "RotaryPositions.Columns is 0 or more, or null.");
    }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => index == 0;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 2, 2, "x and the turns");
        Shape x = inputs[0], turns = inputs[1];
        if (x.Rank != 3 || turns.Rank != 2 || turns[0] < x[1])
        {
            throw new ArgumentException($"RotaryPositions: x {x} and turns {turns} do not fit. x is [batch, time, columns], and turns are [positions, head] with at least as many positions as times.");
        }

        int columns = Columns ?? x[2], head = turns[1];
        if (head < 2 || head % 2 != 0 || columns > x[2] || columns % head != 0)
        {
            throw new ArgumentException($"RotaryPositions: {columns} columns of x {x} cannot be turned in heads of {head}. A head has an even number of columns, and the turned ones are whole heads.");
        }

        outputs[0] = x;
    }
}

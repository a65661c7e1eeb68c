namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Which steps of sequences of unequal lengths are padding. Input: the lengths, <see cref="ElementType.Int32"/> <c>[batch]</c>, each 0 to <see cref="Steps"/>. Output:
/// <see cref="ElementType.Int32"/> <c>[batch, leading + steps]</c>, 1 where the step is padding, else 0: what <see cref="Attention"/> takes as its mask of keys.
/// </summary>
public sealed record PaddingMask : Operation
{
    private readonly int _steps;
    private readonly int _leading;

    /// <summary>Steps of the longest sequence; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public required int Steps
    {
        get => _steps;
        init => _steps = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "PaddingMask.Steps is 0 or more.");
    }

    /// <summary>Steps before the sequence's first that every row has, such as a class token; they are not counted in the lengths. Default 0; 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Leading
    {
        get => _leading;
        init => _leading = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "PaddingMask.Leading is 0 or more.");
    }

    /// <inheritdoc/>
    public override ElementType InputElementType(int index) => ElementType.Int32;

    /// <inheritdoc/>
    public override ElementType OutputElementType(int index) => ElementType.Int32;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "the lengths");
        Shape lengths = inputs[0];
        outputs[0] = lengths.Rank == 1
            ? [lengths[0], checked(Leading + Steps)]
            : throw new ArgumentException($"PaddingMask: the lengths have shape {lengths}; expected [batch].");
    }
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// A part of an axis: y[..., i, ...] = x[..., start + i * step, ...]. Input: x of any shape with that axis. Output: the same shape, the axis
/// <see cref="Length"/> long.
/// </summary>
public sealed record Slice : Rearrangement
{
    private readonly int? _length;
    private readonly int _step = 1;

    /// <summary>The axis; -1 is the last. Default -1.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>The first position that is taken; below 0 it counts from the end, -1 is the last. Default 0.</summary>
    public int Start { get; init; }

    /// <summary>How many positions are taken, 0 or more; null for as many as there are from the start. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Length
    {
        get => _length;
        init => _length = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Slice.Length is 0 or more.");
    }

    /// <summary>The distance between two positions that are taken, 1 or more. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Step
    {
        get => _step;
        init => _step = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Slice.Step is 1 or more.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        int axis = RequireAxis(Axis, x);
        int start = FirstPosition(x[axis]);
        int available = start < 0 ? -1 : (int)(((long)x[axis] - start + Step - 1) / Step);
        int length = Length ?? available;
        if (start < 0 || start > x[axis] || length > available)
        {
            throw new ArgumentException(
                $"Slice: axis {axis} of x {x} has no {(Length is null ? "" : $"{length} ")}positions from {Start} on{(Step == 1 ? "" : $" with step {Step}")}; " +
                $"its positions are 0 to {x[axis] - 1}.");
        }

        outputs[0] = x.With(axis, length);
    }

    /// <summary>The first position, from 0, of an axis of so many; negative where there is none.</summary>
    internal int FirstPosition(int axisLength) => Start < 0 ? axisLength + Start : Start;
}

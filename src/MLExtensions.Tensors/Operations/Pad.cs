namespace MLExtensions.Tensors.Operations;

/// <summary>
/// More elements before and after those of an axis. Input: x of any shape. Output: the same shape, each axis longer by what is put before and after it. Gradients of
/// what was taken from x go back to where it was taken from.
/// </summary>
/// <example>
/// One row above and below and two columns to the left of <c>[batch, channels, height, width]</c>:
/// <code>
/// new Pad { Before = [1, 2], After = [1, 0] }
/// </code>
/// </example>
public sealed record Pad : Operation
{
    private readonly AxisList _before, _after;
    private readonly PaddingMode _mode;

    /// <summary>How many elements are put before each of the last axes, 0 or more; as many numbers as axes, counted from the last. Default none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public AxisList Before
    {
        get => _before;
        init => _before = Check(value, nameof(Before));
    }

    /// <summary>How many elements are put after each of the last axes, 0 or more; as many numbers as axes, counted from the last. Default none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative number.</exception>
    public AxisList After
    {
        get => _after;
        init => _after = Check(value, nameof(After));
    }

    /// <summary>What is put there. Default <see cref="PaddingMode.Constant"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">None of the modes.</exception>
    public PaddingMode Mode
    {
        get => _mode;
        init => _mode = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Pad.Mode is one of the modes that PaddingMode names.");
    }

    /// <summary>The value of <see cref="PaddingMode.Constant"/>. Default 0.</summary>
    public float Value { get; init; }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        if (Before.Count > x.Rank || After.Count > x.Rank)
        {
            throw new ArgumentException($"Pad: Before {Before} and After {After} are for more axes than x {x} has. Give at most {x.Rank} numbers each.");
        }

        Shape padded = x;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            (int before, int after) = Around(x, axis);
            int most = Mode switch
            {
                PaddingMode.Reflect => x[axis] - 1,
                PaddingMode.Circular => x[axis],
                PaddingMode.Replicate when x[axis] == 0 => 0,
                _ => int.MaxValue,
            };
            if (Math.Max(before, after) > Math.Max(0, most))
            {
                throw new ArgumentException(
                    $"Pad: axis {axis} of x {x} is too short for {before} before and {after} after it; {Mode} takes at most {Math.Max(0, most)} from it.");
            }

            padded = padded.With(axis, checked(x[axis] + before + after));
        }

        outputs[0] = padded;
    }

    /// <summary>What is put before and after an axis.</summary>
    internal (int Before, int After) Around(in Shape x, int axis)
    {
        int back = x.Rank - axis;
        return (back <= Before.Count ? Before[Before.Count - back] : 0, back <= After.Count ? After[After.Count - back] : 0);
    }

    private static AxisList Check(AxisList value, string name) => value.AsSpan().IndexOfAnyExceptInRange(0, int.MaxValue) < 0
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"Pad.{name} are numbers of 0 or more.");
}

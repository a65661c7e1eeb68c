namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The axes in another order: y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...], as torch.permute. Input: x of as many axes as <see cref="Axes"/> has.
/// Output: axis j is the input's axis Axes[j].
/// </summary>
/// <example>
/// From <c>[batch, time, heads, features]</c> to <c>[batch, heads, time, features]</c>:
/// <code>
/// new Transpose { Axes = [0, 2, 1, 3] }
/// </code>
/// </example>
public sealed record Transpose : Rearrangement
{
    private readonly AxisList _axes = [1, 0];

    /// <summary>Which of the input's axes stands at each place: every one of 0..rank-1 once. Default <c>[1, 0]</c>, a matrix exchanged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An axis is missing or there twice.</exception>
    public AxisList Axes
    {
        get => _axes;
        init => _axes = IsPermutation(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Transpose.Axes has every axis from 0 to rank - 1 once.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        if (x.Rank != Axes.Count)
        {
            throw new ArgumentException($"Transpose: x {x} has {x.Rank} axes; Axes {Axes} orders {Axes.Count}. Expected one entry for each axis.");
        }

        Span<int> lengths = stackalloc int[x.Rank];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = x[Axes[i]];
        }

        outputs[0] = Shape.Create(lengths);
    }

    private static bool IsPermutation(AxisList axes)
    {
        int seen = 0;
        foreach (int axis in axes)
        {
            seen |= axis >= 0 && axis < axes.Count ? 1 << axis : 0;
        }

        return seen == (1 << axes.Count) - 1;
    }
}

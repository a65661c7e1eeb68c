namespace MLExtensions.Tensors.Operations;

/// <summary>
/// The same elements under another shape, row-major. Input: x of any shape. Output: by <see cref="Axes"/>. On the CPU a view: the output is the very memory
/// of the input, and nothing is copied.
/// </summary>
/// <example>
/// Split the last of <c>[batch, time, 8 * heads]</c> in two, whatever the batch and the time are:
/// <code>
/// new Reshape { Axes = [0, 0, -1, 8] }
/// </code>
/// </example>
public sealed record Reshape : Rearrangement
{
    private readonly AxisList _axes = [-1];

    /// <summary>
    /// The output's axes. 0 is the input's axis at that position; -1, once at most, is what the other axes leave over. Default <c>[-1]</c>, all in one row.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number below -1, or -1 more than once.</exception>
    public AxisList Axes
    {
        get => _axes;
        init => _axes = value.AsSpan().IndexOfAnyExceptInRange(-1, int.MaxValue) < 0 && value.AsSpan().Count(-1) <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Reshape.Axes are lengths, 0 for the input's own axis, and at most one -1.");
    }

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        Span<int> axes = stackalloc int[Axes.Count];
        Axes.AsSpan().CopyTo(axes);

        // Axes that are taken over count on neither side: so an empty batch does not hide what the rest is.
        nint given = 1, rest = 1;
        for (int i = 0; i < Math.Max(axes.Length, x.Rank); i++)
        {
            if (i < axes.Length && axes[i] == 0)
            {
                axes[i] = i < x.Rank ? x[i] : throw Misfit(x, $"axis {i} is to be the input's, which has {x.Rank} axes");
                continue;
            }

            given *= i < axes.Length && axes[i] > 0 ? axes[i] : 1;
            rest *= i < x.Rank ? x[i] : 1;
        }

        int inferred = Axes.AsSpan().IndexOf(-1);
        if (inferred < 0 ? given != rest : rest % given != 0)
        {
            throw Misfit(x, inferred < 0 ? "the numbers of elements differ" : $"{rest} elements cannot be split by {given}");
        }

        if (inferred >= 0)
        {
            axes[inferred] = checked((int)(rest / given));
        }

        outputs[0] = Shape.Create(axes);
    }

    private ArgumentException Misfit(in Shape x, string why) => new(
        $"Reshape: x {x} does not fit Axes {Axes}: {why}. Expected as many elements; 0 stands for the input's axis at that position, -1 for what is left over.");
}

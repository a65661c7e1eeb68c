namespace MLExtensions.Tensors.Operations;

/// <summary>
/// One number for all elements along some axes. Input: x of any shape. Output: the shape without those axes, or with each of them 1 long where
/// <see cref="KeepAxes"/>; <c>[]</c>, a single element, where all axes are taken.
/// </summary>
public abstract record AxesReduction : Operation
{
    /// <summary>The axes that are taken together; -1 is the last. Default none, which stands for all.</summary>
    public AxisList Axes { get; init; }

    /// <summary>Whether the axes stay, 1 long, so that the output goes with the input in arithmetic. Default false.</summary>
    public bool KeepAxes { get; init; }

    /// <summary>Whether there is a result over no elements.</summary>
    private protected virtual bool AllowsEmpty => true;

    /// <inheritdoc/>
    public sealed override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        RequireInputs(inputs, 1, 1, "x");
        Shape x = inputs[0];
        int taken = 0;
        foreach (int axis in Axes)
        {
            int bit = 1 << RequireAxis(axis, x);
            taken = (taken & bit) == 0
                ? taken | bit
                : throw new ArgumentException($"{GetType().Name}: Axes {Axes} name axis {axis} of x {x} more than once. Name each axis once.");
        }

        Span<int> axes = stackalloc int[x.Rank];
        int count = 0;
        for (int i = 0; i < x.Rank; i++)
        {
            bool reduced = Takes(x, i);
            if (reduced && x[i] == 0 && !AllowsEmpty)
            {
                throw new ArgumentException($"{GetType().Name}: axis {i} of x {x} has no elements, and there is no result over none. Give it at least one.");
            }

            if (!reduced || KeepAxes)
            {
                axes[count++] = reduced ? 1 : x[i];
            }
        }

        outputs[0] = Shape.Create(axes[..count]);
    }

    /// <summary>Whether an axis, counted from 0, is taken.</summary>
    internal bool Takes(in Shape x, int axis)
    {
        foreach (int named in Axes)
        {
            if (x.Position(named) == axis)
            {
                return true;
            }
        }

        return Axes.Count == 0;
    }

    /// <summary>How many elements each result is of.</summary>
    internal nint Count(in Shape x)
    {
        nint count = 1;
        for (int i = 0; i < x.Rank; i++)
        {
            count *= Takes(x, i) ? x[i] : 1;
        }

        return count;
    }

    /// <summary>The output's shape with the axes that were taken 1 long.</summary>
    internal Shape Kept(in Shape x)
    {
        Shape kept = x;
        for (int i = 0; i < x.Rank; i++)
        {
            kept = Takes(x, i) ? kept.With(i, 1) : kept;
        }

        return kept;
    }
}

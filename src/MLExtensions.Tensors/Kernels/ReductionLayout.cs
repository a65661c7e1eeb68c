namespace MLExtensions.Tensors.Kernels;

/// <summary>
/// How a reduction walks over its input: for each place of the kept axes over rows, one for each place of the axes that are taken. The innermost run of elements is
/// taken too (<see cref="TakesInner"/>: a row gives one number), or is kept (a row gives one number a column).
/// </summary>
internal struct ReductionLayout
{
    /// <summary>The axes outside of the innermost run.</summary>
    public StridedAxes Kept, Taken;

    /// <summary>The length of the innermost run, which is contiguous.</summary>
    public nint Inner;

    public bool TakesInner;

    /// <summary>How many numbers come out.</summary>
    public readonly nint Outputs => Kept.Length * (TakesInner ? 1 : Inner);

    /// <summary>How many rows are taken together.</summary>
    public readonly nint Rows => Taken.Length;

    /// <summary>How many elements each number is of.</summary>
    public readonly nint Count => Taken.Length * (TakesInner ? Inner : 1);

    /// <param name="shape">The input's shape.</param>
    /// <param name="result">The result's, aligned at the last axis: an axis that is missing or 1 long is taken where the input's is longer.</param>
    public static ReductionLayout Create(in Shape shape, in Shape result)
    {
        var all = default(StridedAxes);

        // As if no axis were empty: steps of 0 could not be told apart.
        nint step = 1;
        foreach (int length in shape)
        {
            step *= Math.Max(1, length);
        }

        for (int i = 0; i < shape.Rank; i++)
        {
            int back = shape.Rank - i;
            step /= Math.Max(1, shape[i]);
            bool taken = shape[i] != 1 && (back > result.Rank || result[^back] == 1);

            // The second step tells the two kinds apart, so that only axes of one kind are joined.
            all.Add(shape[i], step, taken ? 0 : step);
        }

        StridedAxis inner = all.TakeInner();
        var layout = new ReductionLayout { Inner = inner.Length, TakesInner = inner.Step1 == 0 };
        for (int i = 0; i < all.Count; i++)
        {
            StridedAxis axis = all[i];
            if (axis.Step1 == 0)
            {
                layout.Taken.Add(axis.Length, axis.Step0);
            }
            else
            {
                layout.Kept.Add(axis.Length, axis.Step0);
            }
        }

        return layout;
    }
}

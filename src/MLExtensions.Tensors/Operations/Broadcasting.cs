namespace MLExtensions.Tensors.Operations;

/// <summary>
/// How shapes that differ are brought together, as NumPy and PyTorch do it: aligned at the last axis, missing axes count as 1, and an axis of length 1 is
/// repeated as often as the others need.
/// </summary>
internal static class Broadcasting
{
    /// <summary>The shape that both are repeated to, in <paramref name="result"/> (as many axes as the longer has); false where they do not fit.</summary>
    public static bool TryCombine(ReadOnlySpan<int> left, ReadOnlySpan<int> right, Span<int> result)
    {
        int rank = Math.Max(left.Length, right.Length);
        for (int i = 1; i <= rank; i++)
        {
            int l = i <= left.Length ? left[^i] : 1, r = i <= right.Length ? right[^i] : 1;
            if (l != r && l != 1 && r != 1)
            {
                return false;
            }

            result[rank - i] = l == 1 ? r : l;
        }

        return true;
    }

    /// <summary>The shape that two tensors are repeated to.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static Shape Combine(string operation, in Shape left, in Shape right)
    {
        if (left == right)
        {
            return left;
        }

        Span<int> axes = stackalloc int[Math.Max(left.Rank, right.Rank)];
        return TryCombine(left.AsSpan(), right.AsSpan(), axes)
            ? Shape.Create(axes)
            : throw new ArgumentException(
                $"{operation}: the shapes {left} and {right} do not fit. From the last axis on, two lengths are to be the same, or one of them 1 or missing.");
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Shuffles stored rows; those of one group stay together.</summary>
internal static class RowOrder
{
    /// <param name="rows">The rows' numbers in the store; they are put in the new order.</param>
    /// <param name="store">The rows.</param>
    /// <param name="random">Decides the order.</param>
    public static void Shuffle(Span<int> rows, RowStore store, Philox random)
    {
        if (!store.Layout.IsGrouped)
        {
            random.Shuffle(rows);
            return;
        }

        List<(int Start, int Length)> groups = [];
        for (int i = 0; i < rows.Length; i++)
        {
            if (i > 0 && GroupOf(store, rows[i]) == GroupOf(store, rows[i - 1]))
            {
                groups[^1] = (groups[^1].Start, groups[^1].Length + 1);
            }
            else
            {
                groups.Add((i, 1));
            }
        }

        int[] order = [.. Enumerable.Range(0, groups.Count)];
        random.Shuffle(order);
        int[] before = rows.ToArray();
        int next = 0;
        foreach (int group in order)
        {
            var (start, length) = groups[group];
            before.AsSpan(start, length).CopyTo(rows[next..]);
            next += length;
        }
    }

    /// <summary>The number of a row's group.</summary>
    public static int GroupOf(RowStore store, int row) => BitConverter.SingleToInt32Bits(store.Header(row)[store.Layout.GroupPlace]);
}

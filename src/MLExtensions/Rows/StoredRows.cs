using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Some of the rows of a store.</summary>
internal sealed class StoredRows(RowStore store, int[] rows, ElementType labelType, string? digest, Action poll) : RowData(store.Layout, labelType, digest, poll)
{
    public override long? RowCount => rows.Length;

    protected override IRowChunks OpenChunks(Philox? shuffle)
    {
        if (shuffle is null)
        {
            return new Whole(store, rows);
        }

        int[] order = [.. rows];
        RowOrder.Shuffle(order, store, shuffle);
        return new Whole(store, order);
    }

    private sealed class Whole(RowStore rows, int[] order) : IRowChunks
    {
        private bool _given;

        public bool Next(out RowStore store, out ReadOnlyMemory<int> next)
        {
            (store, next) = (rows, order);
            bool first = !_given;
            _given = true;
            return first;
        }

        public void Dispose()
        {
        }
    }
}

namespace MLExtensions.Rows;

/// <summary>Gives stored rows in pieces, each in the order in which it is to be read; groups are whole.</summary>
internal interface IRowChunks : IDisposable
{
    /// <summary>The next piece; false where there is none. It holds until the next call.</summary>
    bool Next(out RowStore store, out ReadOnlyMemory<int> order);
}

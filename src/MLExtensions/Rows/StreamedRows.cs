using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Rows that do not fit in memory: each pass reads the data view again, and shuffles within pieces of bounded size.</summary>
/// <param name="source">The data, with vocabularies.</param>
/// <param name="rowCount">How many of its rows these are.</param>
/// <param name="takes">Which they are.</param>
/// <param name="labelType">What the labels are.</param>
/// <param name="digest">Tells the data from other data.</param>
/// <param name="poll">Called for every batch, and every so many rows on the thread that reads.</param>
internal sealed class StreamedRows(RowSource source, long rowCount, Func<RowCursor, bool> takes, ElementType labelType, string? digest, Action poll)
    : RowData(source.Layout, labelType, digest, poll)
{
    public override long? RowCount => rowCount;

    protected override IRowChunks OpenChunks(Philox? shuffle) => new StreamedChunks(source.Open(Poll), takes, Layout, shuffle);
}

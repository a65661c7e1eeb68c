using Microsoft.ML;

namespace MLExtensions.Ensembles;

/// <summary>A view in one shuffled order: the same for each cursor, whatever its reader does about shuffling.</summary>
/// <param name="input">The rows.</param>
/// <param name="seed">Of the order.</param>
internal sealed class ShuffledView(IDataView input, int seed) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => input.GetRowCursor(columnsNeeded, new Random(seed));

    /// <remarks>One cursor: the cursors of a set may share a generator, and what each draws from it then depends on their pace.</remarks>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Ensembles;

/// <summary>A transformer that counts how it is used. It cannot be saved.</summary>
internal sealed class RecordedTransformer(ITransformer inner) : ITransformer, IDisposable
{
    private int _cursors;

    /// <summary>Cursors over its views.</summary>
    public int Cursors => _cursors;

    public int Mappers { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>What it says of itself; true as a row-to-row transformer.</summary>
    public bool IsRowToRowMapper { get; init; } = true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => new View(inner.Transform(input), this);

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Mappers++;
        return inner.GetRowToRowMapper(inputSchema);
    }

    public void Dispose()
    {
        IsDisposed = true;
        (inner as IDisposable)?.Dispose();
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException("It counts, and is for tests alone.");

    private sealed class View(IDataView inner, RecordedTransformer owner) : IDataView
    {
        public bool CanShuffle => inner.CanShuffle;

        public DataViewSchema Schema => inner.Schema;

        public long? GetRowCount() => inner.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            Interlocked.Increment(ref owner._cursors);
            return inner.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            Interlocked.Increment(ref owner._cursors);
            return inner.GetRowCursorSet(columnsNeeded, n, rand);
        }
    }
}

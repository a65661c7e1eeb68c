using Microsoft.ML.Data;

namespace Microsoft.ML;

public abstract class DataViewRow : IDisposable
{
    private bool _disposed;

    /// <summary>Where the cursor is: -1 before the first row and after the last.</summary>
    public abstract long Position { get; }

    /// <summary>Never decreases along a cursor; belongs to one cursor of a set alone.</summary>
    public abstract long Batch { get; }

    public abstract DataViewSchema Schema { get; }

    public abstract ValueGetter<DataViewRowId> GetIdGetter();

    public abstract bool IsColumnActive(DataViewSchema.Column column);

    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        Dispose(true);
        _disposed = true;
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

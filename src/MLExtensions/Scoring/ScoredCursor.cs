using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>
/// One cursor hands the input's columns through; a second runs ahead, so that the network sees a block of rows at once.
/// </summary>
internal sealed class ScoredCursor(ScoringBinding binding, bool[] active, DataViewRowCursor passThrough, DataViewRowCursor? ahead)
    : DataViewRowCursor
{
    private readonly BlockScorer? _scorer = ahead is null ? null : new BlockScorer(binding, ahead);
    private bool _disposed;

    public override DataViewSchema Schema => binding.Output;

    public override long Position => passThrough.Position;

    public override long Batch => passThrough.Batch;

    public override bool MoveNext()
    {
        if (!passThrough.MoveNext())
        {
            return false;
        }

        _scorer?.MoveNext();
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => passThrough.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        binding.Getter<TValue>(column, active, passThrough, _scorer);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            ahead?.Dispose();
            passThrough.Dispose();
        }

        base.Dispose(disposing);
    }
}

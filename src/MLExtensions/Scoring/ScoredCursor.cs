using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>
/// A cursor runs ahead, so that the network sees many rows at once. Where columns of the input are asked for, a second one hands them through.
/// </summary>
/// <param name="binding">What is read and computed.</param>
/// <param name="active">Which of the output's columns are asked for.</param>
/// <param name="passThrough">Hands the input's columns through; null where none is asked for.</param>
/// <param name="ahead">Reads the features; null where no score is asked for. One of the two there is.</param>
internal sealed class ScoredCursor(ScoringBinding binding, bool[] active, DataViewRowCursor? passThrough, DataViewRowCursor? ahead)
    : DataViewRowCursor
{
    private readonly BlockScorer? _scorer = ahead is null ? null : new BlockScorer(binding, ahead, keepsIds: passThrough is null);
    private long _position = -1;
    private bool _disposed;

    public override DataViewSchema Schema => binding.Output;

    public override long Position => passThrough?.Position ?? _position;

    public override long Batch => passThrough?.Batch ?? _scorer!.Batch;

    public override bool MoveNext()
    {
        if (passThrough is null)
        {
            bool isThere = _scorer!.MoveNext();
            _position = isThere ? _position + 1 : -1;
            return isThere;
        }

        if (!passThrough.MoveNext())
        {
            return false;
        }

        return _scorer is null || _scorer.MoveNext()
            ? true
            : throw new InvalidOperationException(
                "The input gave fewer rows to a second cursor than to the first: an IDataView must give the same rows each time.");
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => passThrough?.GetIdGetter() ?? ((ref DataViewRowId value) => value = _scorer!.Id);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        binding.Getter<TValue>(column, active, passThrough, _scorer);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _scorer?.Abandon();
            ahead?.Dispose();
            passThrough?.Dispose();
        }

        base.Dispose(disposing);
    }
}

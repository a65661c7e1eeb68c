using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>The members' cursors beside each other, each over the same rows in the same order, and beside them one that hands the input's columns through.</summary>
/// <param name="binding">What is read and computed.</param>
/// <param name="active">Which of the output's columns are asked for.</param>
/// <param name="passThrough">Hands the input's columns through; null where none is asked for.</param>
/// <param name="members">The members' cursors, in the order of the members; none where no score is asked for, and then the other is there.</param>
internal sealed class EnsembleCursor(EnsembleBinding binding, bool[] active, DataViewRowCursor? passThrough, IReadOnlyList<DataViewRowCursor> members) : DataViewRowCursor
{
    /// <summary>Whose positions, batches and ids are the ensemble's.</summary>
    private readonly DataViewRowCursor _lead = passThrough ?? members[0];
    private readonly EnsembleScores? _scores = members.Count == 0 ? null : new EnsembleScores(binding, passThrough ?? members[0], members);
    private bool _disposed;

    public override DataViewSchema Schema => binding.Output;

    public override long Position => _lead.Position;

    public override long Batch => _lead.Batch;

    public override bool MoveNext()
    {
        bool isThere = _lead.MoveNext();
        foreach (var member in members)
        {
            if (!ReferenceEquals(member, _lead) && member.MoveNext() != isThere)
            {
                throw new InvalidOperationException("The input gave another number of rows to one cursor than to another: an IDataView must give the same rows each time.");
            }
        }

        return isThere;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => _lead.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => binding.Getter<TValue>(column, active, passThrough, _scores);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            foreach (var member in members)
            {
                member.Dispose();
            }

            passThrough?.Dispose();
        }

        base.Dispose(disposing);
    }
}

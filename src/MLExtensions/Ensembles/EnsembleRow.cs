using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>One row with the mean of the members' scores: what a PredictionEngine reads.</summary>
/// <param name="binding">What is read and computed.</param>
/// <param name="active">Which of the output's columns are asked for.</param>
/// <param name="input">The row.</param>
/// <param name="members">The members' rows over that, in the order of the members; none where no score is asked for.</param>
internal sealed class EnsembleRow(EnsembleBinding binding, bool[] active, DataViewRow input, IReadOnlyList<DataViewRow> members) : DataViewRow
{
    private readonly EnsembleScores? _scores = members.Count == 0 ? null : new EnsembleScores(binding, input, members);
    private bool _disposed;

    public override DataViewSchema Schema => binding.Output;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => binding.Getter<TValue>(column, active, input, _scores);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            foreach (var member in members)
            {
                member.Dispose();
            }

            input.Dispose();
        }

        base.Dispose(disposing);
    }
}

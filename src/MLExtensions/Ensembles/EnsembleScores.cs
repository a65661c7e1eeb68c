using MLExtensions.Scoring;
using Microsoft.ML;

namespace MLExtensions.Ensembles;

/// <summary>The mean of what the members say of a row, computed once for each position, however many columns are read.</summary>
/// <param name="binding">What is computed.</param>
/// <param name="position">The row whose position says when the members' rows are others.</param>
/// <param name="members">The members' rows, in the order of the members.</param>
internal sealed class EnsembleScores(EnsembleBinding binding, DataViewRow position, IReadOnlyList<DataViewRow> members) : ScoreSource
{
    private readonly RowMean _mean = binding.CreateMean();
    private readonly Action<RowMean>[] _readers = [.. binding.Members.Zip(members, (member, row) => member.CreateReader(row))];
    private float[]? _current;
    private long _scored;

    /// <summary>The members' rows.</summary>
    public IReadOnlyList<DataViewRow> Members => members;

    public override ReadOnlySpan<float> Current
    {
        get
        {
            if (_current is null || _scored != position.Position)
            {
                _mean.Clear();
                foreach (var read in _readers)
                {
                    read(_mean);
                }

                _current = _mean.Scores();
                _scored = position.Position;
            }

            return _current;
        }
    }
}

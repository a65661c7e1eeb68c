using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>One row with its scores: what a PredictionEngine reads.</summary>
internal sealed class ScoredRow(ScoringBinding binding, bool[] active, DataViewRow input) : DataViewRow
{
    private readonly RowScorer? _scorer = binding.AnyScore(active) ? new RowScorer(binding, input) : null;
    private bool _disposed;

    public override DataViewSchema Schema => binding.Output;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        binding.Getter<TValue>(column, active, input, _scorer);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Scores the row once for each position, however many columns are read.</summary>
    private sealed class RowScorer(ScoringBinding binding, DataViewRow input) : ScoreSource
    {
        private readonly FeatureReader _reader = new(binding.Features, input);
        private readonly float[] _features = new float[binding.Features.Size];
        private readonly float[] _scores = new float[binding.Scores.Width];
        private long _scored = long.MinValue;

        public override ReadOnlySpan<float> Current
        {
            get
            {
                if (_scored != input.Position)
                {
                    bool usable = _reader.TryRead(_features);
                    binding.Predict(_features, new ReadOnlySpan<bool>(in usable), _scores);
                    _scored = input.Position;
                }

                return _scores;
            }
        }
    }
}

using MLExtensions.Columns;
using Microsoft.ML;

namespace MLExtensions.Scoring;

/// <summary>Reads rows ahead and runs the network over a block of them.</summary>
internal sealed class BlockScorer : ScoreSource
{
    /// <summary>Rows a block: enough to fill the kernels, few enough that a reader of the first rows does not wait.</summary>
    private const int MaximumRows = 256;

    /// <summary>Values a block holds at most: 1 MB of features.</summary>
    private const int MaximumValues = 1 << 18;

    private readonly ScoringBinding _binding;
    private readonly DataViewRowCursor _ahead;
    private readonly FeatureReader _reader;
    private readonly float[] _features;
    private readonly float[] _scores;
    private readonly bool[] _usable;
    private readonly int _capacity;
    private int _rows;
    private int _row = -1;

    public BlockScorer(ScoringBinding binding, DataViewRowCursor ahead)
    {
        _binding = binding;
        _ahead = ahead;
        _reader = new FeatureReader(binding.Features, ahead);
        _capacity = Math.Clamp(MaximumValues / Math.Max(1, binding.Features.Size), 1, MaximumRows);
        _features = new float[_capacity * binding.Features.Size];
        _usable = new bool[_capacity];
        _scores = new float[_capacity * binding.Scores.Width];
    }

    public override ReadOnlySpan<float> Current =>
        _row < 0
            ? throw new InvalidOperationException("The cursor stands before the first row: call MoveNext first.")
            : _scores.AsSpan(_row * _binding.Scores.Width, _binding.Scores.Width);

    /// <summary>Moves to the next row, which the other cursor has seen to be there.</summary>
    public void MoveNext()
    {
        if (++_row < _rows)
        {
            return;
        }

        _row = 0;
        int size = _binding.Features.Size;
        for (_rows = 0; _rows < _capacity && _ahead.MoveNext(); _rows++)
        {
            _usable[_rows] = _reader.TryRead(_features.AsSpan(_rows * size, size));
        }

        if (_rows == 0)
        {
            throw new InvalidOperationException(
                "The input gave fewer rows to a second cursor than to the first: an IDataView must give the same rows each time.");
        }

        _binding.Predict(_features.AsSpan(0, _rows * size), _usable.AsSpan(0, _rows), _scores.AsSpan(0, _rows * _binding.Scores.Width));
    }
}

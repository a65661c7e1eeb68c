using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Reads rows ahead, and has them scored by other threads while it reads and hands out others.</summary>
/// <remarks>
/// Rows are read by the thread that asks for them. While a block is handed out the next one is scored; its place is then taken by the one after that. Of the
/// first rows no more are read than are waited for: who asks for a few only does not pay for others.
/// </remarks>
internal sealed class BlockScorer : ScoreSource
{
    /// <summary>Rows of the first block, and of the others: enough to keep several threads busy, few enough to stay in their caches.</summary>
    private const int FirstRows = 256;
    private const int MaximumRows = 512;

    /// <summary>Values a block holds at most: 1 MB of features.</summary>
    private const int MaximumValues = 1 << 18;

    private readonly DataViewRowCursor _cursor;
    private readonly FeatureReader _reader;
    private readonly ValueGetter<DataViewRowId>? _id;
    private readonly int _mostRows;
    private RowBlock _current;
    private RowBlock _next;
    private int _row = -1;
    private bool _readsAhead;
    private bool _isAtEnd;

    /// <param name="binding">What is read and computed.</param>
    /// <param name="cursor">Where from; whoever made it disposes of it.</param>
    /// <param name="keepsIds">Whether <see cref="Id"/> and <see cref="Batch"/> are asked for.</param>
    public BlockScorer(ScoringBinding binding, DataViewRowCursor cursor, bool keepsIds)
    {
        _cursor = cursor;
        _reader = new FeatureReader(binding.Features, cursor);
        _id = keepsIds ? cursor.GetIdGetter() : null;
        _mostRows = Math.Clamp(MaximumValues / Math.Max(1, binding.Features.Size), 1, MaximumRows);
        _current = new RowBlock(binding, keepsIds);
        _next = new RowBlock(binding, keepsIds);
    }

    public override ReadOnlySpan<float> Current => _current.Scores(Row);

    /// <summary>The current row's id.</summary>
    public DataViewRowId Id => _current.Id(Row);

    /// <summary>The current row's batch; 0 where there is none.</summary>
    public long Batch => _row < 0 ? 0 : _current.Batch(_row);

    private int Row => _row >= 0
        ? _row
        : throw new InvalidOperationException("The cursor stands at no row: call MoveNext first, and stop where it gives false.");

    /// <summary>Moves to the next row; false where there is none.</summary>
    public bool MoveNext()
    {
        if (++_row < _current.Count)
        {
            return true;
        }

        _row = -1;
        _current.ThrowIfFailed();
        Advance();
        if (_current.Count == 0)
        {
            _current.ThrowIfFailed();
            return false;
        }

        _row = 0;
        return true;
    }

    /// <summary>Lets go of the rows that were read ahead.</summary>
    public void Abandon()
    {
        _current.Abandon();
        _next.Abandon();
    }

    private void Advance()
    {
        (_current, _next) = (_next, _current);
        if (!_current.IsFilled)
        {
            Fill(_current, _readsAhead ? _mostRows : Math.Min(FirstRows, _mostRows), isWaitedFor: true);
        }

        if (_readsAhead)
        {
            Fill(_next, _mostRows, isWaitedFor: false);
        }

        _readsAhead = true;
        while (_current.TryScorePiece())
        {
        }

        while (!_current.IsScored && _next.TryScorePiece())
        {
        }

        _current.WaitForScores();
    }

    private void Fill(RowBlock block, int rows, bool isWaitedFor)
    {
        if (_isAtEnd)
        {
            block.Clear();
            return;
        }

        _isAtEnd = !block.Fill(_cursor, _reader, _id, rows);
        block.BeginScoring(isWaitedFor);
    }
}

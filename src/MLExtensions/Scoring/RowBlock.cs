using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>Rows that were read ahead, and their scores. It is scored in pieces of fixed length by whoever comes, so that a row's scores do not depend on who does.</summary>
/// <param name="binding">What is read and computed.</param>
/// <param name="keepsIds">Whether the rows' ids are kept.</param>
internal sealed class RowBlock(ScoringBinding binding, bool keepsIds) : IThreadPoolWorkItem
{
    private const int PieceRows = 128;

    private readonly object _sync = new();
    private float[] _features = [];
    private float[] _scores = [];
    private bool[] _usable = [];
    private DataViewRowId[] _ids = [];
    private long[] _batches = [];
    private Exception? _scoringFailure;

    // Why there are no more rows than these, though the input has some.
    private ExceptionDispatchInfo? _failure;

    // The number of pieces and, below, how many are claimed: one number, so that who comes late to one filling of the block claims nothing of the next.
    private long _claims;
    private int _openPieces;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it has been filled, with no rows where there were none any more.</summary>
    public bool IsFilled { get; private set; }

    /// <summary>Whether all rows have their scores.</summary>
    public bool IsScored => Volatile.Read(ref _openPieces) == 0;

    public ReadOnlySpan<float> Scores(int row) => _scores.AsSpan(row * binding.Scores.Width, binding.Scores.Width);

    public DataViewRowId Id(int row) => _ids[row];

    public long Batch(int row) => _batches[row];

    /// <summary>Reads rows; what came before is forgotten.</summary>
    /// <param name="cursor">Where from.</param>
    /// <param name="reader">Reads the features of its current row.</param>
    /// <param name="id">Reads its id; null where ids are not kept.</param>
    /// <param name="rows">How many at most.</param>
    /// <returns>False where there are no more, or the next one cannot be read.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown again where the row is asked for.")]
    public bool Fill(DataViewRowCursor cursor, FeatureReader reader, ValueGetter<DataViewRowId>? id, int rows)
    {
        Clear();
        int size = binding.Features.Size;
        Reserve(rows, size);
        try
        {
            while (Count < rows)
            {
                if (!cursor.MoveNext())
                {
                    return false;
                }

                _usable[Count] = reader.TryRead(_features.AsSpan(Count * size, size));
                if (id is not null)
                {
                    id(ref _ids[Count]);
                    _batches[Count] = cursor.Batch;
                }

                Count++;
            }

            return true;
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
            return false;
        }
    }

    /// <summary>Forgets the rows, all of which are scored.</summary>
    public void Clear() => (Count, _failure, _scoringFailure, IsFilled) = (0, null, null, true);

    /// <summary>Lets the rows be scored: by other threads from now on, and by whoever calls <see cref="TryScorePiece"/>.</summary>
    /// <param name="isWaitedFor">Whether the caller scores too.</param>
    public void BeginScoring(bool isWaitedFor)
    {
        int pieces = (Count + PieceRows - 1) / PieceRows;
        Volatile.Write(ref _openPieces, pieces);
        Interlocked.Exchange(ref _claims, (long)pieces << 32);
        for (int i = Math.Min(Environment.ProcessorCount - 1, isWaitedFor ? pieces - 1 : pieces); i > 0; i--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Scores a piece that nobody has claimed; false where there is none.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "It is thrown again where the rows are asked for.")]
    public bool TryScorePiece()
    {
        long claim = Interlocked.Increment(ref _claims);
        int piece = (int)(uint)claim - 1;
        if (piece >= (int)(claim >> 32))
        {
            return false;
        }

        try
        {
            int size = binding.Features.Size, width = binding.Scores.Width;
            int start = piece * PieceRows, rows = Math.Min(PieceRows, Count - start);
            binding.Predict(_features.AsSpan(start * size, rows * size), _usable.AsSpan(start, rows), _scores.AsSpan(start * width, rows * width));
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _scoringFailure, failure, null);
        }

        if (Interlocked.Decrement(ref _openPieces) == 0)
        {
            lock (_sync)
            {
                Monitor.PulseAll(_sync);
            }
        }

        return true;
    }

    /// <summary>Waits for the pieces that others have claimed. Where one could not be scored there are no rows, and a failure.</summary>
    public void WaitForScores()
    {
        var spinner = new SpinWait();
        while (!IsScored && !spinner.NextSpinWillYield)
        {
            spinner.SpinOnce();
        }

        lock (_sync)
        {
            while (!IsScored)
            {
                Monitor.Wait(_sync);
            }
        }

        if (_scoringFailure is { } failure)
        {
            (Count, _failure) = (0, ExceptionDispatchInfo.Capture(failure));
        }
    }

    /// <summary>Throws, where the row after these could not be read or these could not be scored; then there are none any more.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            Count = 0;
            _failure.Throw();
        }
    }

    /// <summary>Nobody claims a piece any more.</summary>
    public void Abandon() => Interlocked.Exchange(ref _claims, 0);

    void IThreadPoolWorkItem.Execute()
    {
        while (TryScorePiece())
        {
        }
    }

    private void Reserve(int rows, int size)
    {
        if (_usable.Length >= rows)
        {
            return;
        }

        _features = GC.AllocateUninitializedArray<float>(rows * size);
        _scores = GC.AllocateUninitializedArray<float>(rows * binding.Scores.Width);
        _usable = new bool[rows];
        if (keepsIds)
        {
            _ids = new DataViewRowId[rows];
            _batches = new long[rows];
        }
    }
}

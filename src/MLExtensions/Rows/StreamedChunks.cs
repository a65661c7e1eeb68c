using System.Diagnostics.CodeAnalysis;
using MLExtensions.Tensors;

namespace MLExtensions.Rows;

/// <summary>Reads a data view piece by piece, the next one on another thread while the network is trained on this one.</summary>
/// <remarks>
/// What shuffling can reach is one piece. The first is of random length, so that the borders lie elsewhere in every epoch. The order depends on the random numbers
/// alone: they are drawn by whoever asks for a piece, not by the thread that reads.
/// </remarks>
internal sealed class StreamedChunks : IRowChunks
{
    // Two pieces are in memory at a time.
    private const long ChunkBytes = 48 << 20;
    private const int ChunkRows = 1 << 17;

    private readonly RowCursor _cursor;
    private readonly Func<RowCursor, bool> _takes;
    private readonly Philox? _shuffle;
    private readonly float[] _header;
    private readonly float[] _features;
    private RowStore _filling;
    private RowStore _reading;
    private Task<bool>? _pending;
    private int _waitingGroup;
    private bool _hasWaiting;

    public StreamedChunks(RowCursor cursor, Func<RowCursor, bool> takes, RowLayout layout, Philox? shuffle)
    {
        _cursor = cursor;
        _takes = takes;
        _shuffle = shuffle;
        _header = new float[layout.HeaderLength];
        _features = new float[layout.FeatureCount];
        _filling = new RowStore(layout);
        _reading = new RowStore(layout);
        int rows = (int)Math.Clamp(ChunkBytes / (sizeof(float) * (1L + layout.HeaderLength + layout.FeatureCount)), 1, ChunkRows);
        Begin(shuffle is null ? rows : 1 + shuffle.NextInt32(rows));
    }

    public bool Next(out RowStore store, out ReadOnlyMemory<int> order)
    {
        bool found = _pending is not null && _pending.GetAwaiter().GetResult();
        _pending = null;
        (_reading, _filling) = (_filling, _reading);
        int[] rows = found ? [.. Enumerable.Range(0, _reading.Count)] : [];
        if (found)
        {
            Begin(ChunkRows);
            if (_shuffle is not null)
            {
                RowOrder.Shuffle(rows, _reading, _shuffle);
            }
        }

        store = _reading;
        order = rows;
        return found;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a reader that nobody waits for any more threw has nobody to be told.")]
    public void Dispose()
    {
        try
        {
            _pending?.GetAwaiter().GetResult();
        }
        catch (Exception)
        {
            // The pass is over.
        }

        _cursor.Dispose();
    }

    private void Begin(int rows)
    {
        var store = _filling;
        _pending = Task.Run(() => Fill(store, rows));
    }

    /// <summary>Fills a store up to the border of a group, or of a row where there are none; false where there are no rows any more.</summary>
    private bool Fill(RowStore store, int rows)
    {
        store.Clear();
        if (_hasWaiting)
        {
            store.Add(_header, _features);
            _hasWaiting = false;
        }

        while (_cursor.MoveNext())
        {
            if (!_takes(_cursor))
            {
                continue;
            }

            bool isFull = store.Count >= rows || (store.Count > 0 && store.Bytes >= ChunkBytes);
            if (isFull && (!store.Layout.IsGrouped || _cursor.Group != _waitingGroup))
            {
                _cursor.Header.CopyTo(_header);
                _cursor.Features.CopyTo(_features);
                _waitingGroup = _cursor.Group;
                _hasWaiting = true;
                return true;
            }

            _waitingGroup = _cursor.Group;
            store.Add(_cursor.Header, _cursor.Features);
        }

        return store.Count > 0;
    }
}

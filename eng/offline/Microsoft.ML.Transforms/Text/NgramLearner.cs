namespace Microsoft.ML.Transforms.Text;

/// <summary>Numbers the n-grams in the order in which they come, and counts in how many rows each is.</summary>
internal sealed class NgramLearner
{
    private readonly int[] _room;
    private readonly NgramWindow _window;
    private readonly List<long> _rowsWith = [];
    private readonly List<long> _lastRow = [];
    private long _rowCount;

    /// <param name="limits">How many there may be of each length.</param>
    public NgramLearner(NgramSettings settings, int[] limits)
    {
        _room = [.. limits];
        _window = new NgramWindow(settings.NgramLength, settings.SkipLength, Learn);
    }

    public NgramPool Pool { get; } = new();

    public void Add(ReadOnlySpan<uint> keys)
    {
        _rowCount++;
        _window.Visit(keys);
    }

    /// <summary>The logarithm of all rows over those with the n-gram.</summary>
    public double[] InverseFrequencies() => [.. _rowsWith.Select(count => Math.Log(_rowCount / (double)count))];

    private int Learn(int node, ReadOnlySpan<uint> ngram)
    {
        // Shorter n-grams than those with room are learnt too, as the way to these.
        bool hasRoom = _room.AsSpan(ngram.Length - 1).ContainsAnyExcept(0);
        int next = hasRoom ? Pool.FindOrAdd(node, ngram[^1]) : Pool.Find(node, ngram[^1]);
        if (next < 0)
        {
            return next;
        }

        if (Pool.SlotOf(next) < 0 && _room[ngram.Length - 1] > 0)
        {
            _room[ngram.Length - 1]--;
            Pool.Number(next, ngram);
            _rowsWith.Add(0);
            _lastRow.Add(0);
        }

        int slot = Pool.SlotOf(next);
        if (slot >= 0 && _lastRow[slot] != _rowCount)
        {
            _lastRow[slot] = _rowCount;
            _rowsWith[slot]++;
        }

        return next;
    }
}

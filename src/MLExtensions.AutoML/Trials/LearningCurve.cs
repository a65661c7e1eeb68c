namespace MLExtensions.AutoML;

/// <summary>The epochs of a trial's networks, by fold and epoch. Safe on several threads.</summary>
internal sealed class LearningCurve
{
    private readonly SortedDictionary<(int Fold, int Epoch), TrialEpoch> _epochs = [];
    private readonly Lock _lock = new();
    private int _total;

    /// <summary>The most epochs that a network has behind it.</summary>
    public int Epochs
    {
        get
        {
            lock (_lock)
            {
                return _epochs.Count == 0 ? 0 : _epochs.Keys.Max(key => key.Epoch);
            }
        }
    }

    public void Add(TrialEpoch epoch)
    {
        lock (_lock)
        {
            _total = Math.Max(_total, epoch.Epochs);
            _epochs[(epoch.Fold, epoch.Epoch)] = epoch;
        }
    }

    /// <summary>Adds an epoch that was not reported, of which it is not known how many there were to be.</summary>
    public void AddMissing(TrialEpoch epoch)
    {
        lock (_lock)
        {
            _epochs.TryAdd((epoch.Fold, epoch.Epoch), epoch with { Epochs = Math.Max(epoch.Epochs, _total) });
        }
    }

    public IReadOnlyList<TrialEpoch> ToList()
    {
        lock (_lock)
        {
            return [.. _epochs.Values];
        }
    }
}

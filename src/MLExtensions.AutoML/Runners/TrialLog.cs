namespace MLExtensions.AutoML;

/// <summary>The trials of a search that have ended, in the order in which they did. Safe to read while the search goes on.</summary>
/// <example>
/// <code>
/// var log = new TrialLog();
/// experiment.SetPipeline(pipeline).SetNetworkTrialRunner(new NetworkTrialOptions { Log = log });
/// await experiment.RunAsync();
/// foreach (TrialRecord failed in log.Trials.Where(trial => trial.Reason is not null)) { Console.WriteLine($"{failed.TrialId}: {failed.Reason}"); }
/// </code>
/// </example>
public sealed class TrialLog
{
    private readonly Lock _lock = new();
    private readonly List<TrialRecord> _trials = [];

    /// <summary>A copy of what there is now.</summary>
    public IReadOnlyList<TrialRecord> Trials
    {
        get
        {
            lock (_lock)
            {
                return [.. _trials];
            }
        }
    }

    internal void Add(TrialRecord record)
    {
        lock (_lock)
        {
            _trials.Add(record);
        }
    }
}

namespace MLExtensions.AutoML;

/// <summary>
/// Trials whose networks are decided on together: those of a bracket of successive halving; without it, one. What it decides depends on the trials' reports alone, not on when they came.
/// </summary>
/// <param name="size">How many trials it will have.</param>
/// <param name="metric">What they are compared by.</param>
/// <param name="halving">How; null where nothing is decided.</param>
internal sealed class SearchBracket(int size, TrialMetric metric, SuccessiveHalvingOptions? halving)
{
    private readonly List<SearchTrial> _trials = [];

    /// <summary>Its trials so far, in order of their numbers.</summary>
    public IReadOnlyList<SearchTrial> Trials => _trials;

    /// <summary>Whether it has all its trials.</summary>
    public bool IsFull => _trials.Count == size;

    /// <summary>The rung that its networks are in, counted from 0.</summary>
    public int Rung { get; private set; }

    /// <summary>Whether all its trials have ended.</summary>
    public bool IsDone => IsFull && _trials.TrueForAll(trial => trial.End is not null);

    /// <summary>Whether the tuner knows of all its trials.</summary>
    public bool IsTold => IsFull && _trials.TrueForAll(trial => trial.IsTold);

    /// <summary>Epochs after which the rung's networks pause; null for their own end.</summary>
    public int? PauseAfter => halving?.PauseAfter(Rung);

    /// <summary>The trials that can be started or gone on with, in order of their numbers: networks that have not reported the rung, and what has no rungs and has not reported.</summary>
    public IEnumerable<SearchTrial> Pending => _trials.Where(trial => trial.End is null && trial.Reports.Count == (trial.CanPause ? Rung : 0));

    public void Add(SearchTrial trial) => _trials.Add(trial);

    /// <summary>Decides which networks go on, once all of the rung are done. Trials without rungs are not waited for.</summary>
    /// <returns>The networks that do not go on, in order of their numbers: to be ended as pruned. Null where there is nothing to decide.</returns>
    public IReadOnlyList<SearchTrial>? Decide()
    {
        List<SearchTrial> paused = [.. _trials.Where(trial => trial.IsPaused)];
        if (!IsFull || paused.Count == 0 || Pending.Any(trial => trial.CanPause))
        {
            return null;
        }

        // Of the same metric, the earlier trial goes on.
        List<SearchTrial> ranked = [.. paused.OrderBy(trial => metric.LossOf(trial.Metric!.Value)).ThenBy(trial => trial.Id)];
        Rung++;
        return [.. ranked.Skip(halving!.Promoted(paused.Count)).OrderBy(trial => trial.Id)];
    }
}

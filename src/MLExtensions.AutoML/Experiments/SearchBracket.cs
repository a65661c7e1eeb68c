namespace MLExtensions.AutoML;

/// <summary>
/// Trials that are proposed together and decided on together: those of a bracket of successive halving; without it, one. What it decides depends on the trials' reports
/// alone, not on when they came.
/// </summary>
/// <param name="trials">Its trials, in order of their numbers.</param>
/// <param name="metric">What they are compared by.</param>
/// <param name="halving">How; null where nothing is decided.</param>
internal sealed class SearchBracket(IReadOnlyList<SearchTrial> trials, TrialMetric metric, SuccessiveHalvingOptions? halving)
{
    private List<SearchTrial> _active = [.. trials];

    public IReadOnlyList<SearchTrial> Trials => trials;

    /// <summary>The rung that is being run, counted from 0.</summary>
    public int Rung { get; private set; }

    /// <summary>Whether all its trials have ended.</summary>
    public bool IsDone => _active.Count == 0;

    /// <summary>Epochs after which the rung's networks pause; null for their own end.</summary>
    public int? PauseAfter => halving?.PauseAfter(Rung);

    /// <summary>The trials whose part in the current rung has not been reported, in order of their numbers.</summary>
    public IEnumerable<SearchTrial> Pending => _active.Where(trial => trial.End is null && trial.Reports.Count == Rung);

    /// <summary>Decides who goes on, once all of the rung are done.</summary>
    /// <returns>The trials that do not go on, in order of their numbers: to be ended as pruned. Null where the rung is not done.</returns>
    public IReadOnlyList<SearchTrial>? Decide()
    {
        if (IsDone || Pending.Any())
        {
            return null;
        }

        // Of the same metric, the earlier trial goes on.
        List<SearchTrial> paused = [.. _active.Where(trial => trial.IsPaused)];
        int promoted = paused.Count == 0 ? 0 : halving!.Promoted(paused.Count);
        List<SearchTrial> ranked = [.. paused.OrderBy(trial => metric.LossOf(trial.Metric!.Value)).ThenBy(trial => trial.Id)];
        _active = [.. ranked.Take(promoted).OrderBy(trial => trial.Id)];
        Rung++;
        return [.. ranked.Skip(promoted).OrderBy(trial => trial.Id)];
    }
}

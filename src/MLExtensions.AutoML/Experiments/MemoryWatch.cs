namespace MLExtensions.AutoML;

/// <summary>Keeps the trials that run within the search's memory.</summary>
/// <param name="megabytes">What the search may use; null for any amount.</param>
/// <param name="gauge">Says what it uses; null where nobody can.</param>
internal sealed class MemoryWatch(double? megabytes, ITrialGauge? gauge)
{
    private readonly double _base = megabytes is null ? 0 : gauge?.UsedMegabytes(isExact: false) ?? 0;

    /// <summary>Whether another trial may start beside those that run: if it needs what they need on average, it fits.</summary>
    /// <param name="running">How many run.</param>
    public bool AllowsAnother(int running)
    {
        if (megabytes is not { } limit || gauge is null || running == 0)
        {
            return true;
        }

        double used = gauge.UsedMegabytes(isExact: false);
        return used + Math.Max(0, (used - _base) / running) <= limit;
    }

    /// <summary>
    /// The trial to give up, where they use too much: the largest where that is known, else the one that was started last. Alone, or itself over the limit, it is out of memory;
    /// else it may have been its neighbours, and it is run again when it is alone.
    /// </summary>
    /// <param name="running">The trials that run, in the order in which they were started.</param>
    public (RunningTrial Trial, GiveUp Cause)? Check(IReadOnlyList<RunningTrial> running)
    {
        if (megabytes is not { } limit || gauge is null || running.Count == 0 || running.Any(trial => trial.GivenUp is not null)
            || gauge.UsedMegabytes(isExact: false) <= limit || gauge.UsedMegabytes(isExact: true) <= limit)
        {
            return null;
        }

        var largest = running.MaxBy(trial => gauge.MegabytesOf(trial.Trial.Id) ?? 0)!;
        var victim = gauge.MegabytesOf(largest.Trial.Id) is null ? running[^1] : largest;
        bool isAlone = running.Count == 1 || gauge.MegabytesOf(victim.Trial.Id) > limit;
        return (victim, isAlone ? GiveUp.OutOfMemory : GiveUp.MakesRoom);
    }
}

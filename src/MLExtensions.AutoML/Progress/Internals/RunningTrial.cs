namespace MLExtensions.AutoML.Progress.Internals;

/// <summary>A trial that runs now.</summary>
/// <param name="Pipeline">Its estimators.</param>
/// <param name="StartedAt">The clock's stamp when it began or went on.</param>
/// <param name="Epoch">Its last epoch; null before the first, and of what has no epochs.</param>
internal sealed record RunningTrial(string Pipeline, long StartedAt, TrialEpoch? Epoch);

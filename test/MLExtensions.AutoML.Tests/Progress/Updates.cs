namespace MLExtensions.AutoML.Tests.Progress;

/// <summary>Updates as a search gives them.</summary>
internal static class Updates
{
    public const string Pipeline = "ReplaceMissingValues=>Concatenate=>FeedForward";

    public static SearchUpdate Search(SearchEvent what, double seconds, double? left = null, int ended = 0, double? best = null, int? bestTrial = null) => new()
    {
        Event = what,
        Ended = ended,
        Running = 0,
        MetricName = "AreaUnderRocCurve",
        BestMetric = best,
        BestTrialId = bestTrial,
        Elapsed = TimeSpan.FromSeconds(seconds),
        Left = left is { } value ? TimeSpan.FromSeconds(value) : null,
    };

    public static SearchUpdate Trial(SearchEvent what, int trial, double seconds, int running = 1) => Search(what, seconds) with { TrialId = trial, Pipeline = Pipeline, Running = running };

    public static SearchUpdate Epoch(int trial, int epoch, double seconds, int fold = 0) =>
        Trial(SearchEvent.TrialEpoch, trial, seconds) with { Epoch = new(fold, epoch, 50, 0.5, 0.41, "Accuracy", 0.8765, seconds) };

    public static SearchUpdate Ended(int trial, double metric, double seconds, bool isBest) => Trial(SearchEvent.TrialEnded, trial, seconds) with
    {
        Ended = trial + 1,
        BestMetric = isBest ? metric : 0.95,
        BestTrialId = isBest ? trial : 99,
        Record = new() { TrialId = trial, Pipeline = Pipeline, Parameter = "{}", Status = TrialStatus.Completed, Metric = metric, FoldSpread = 0.00412, Seconds = 6.3 },
    };

    public static SearchUpdate Failed(int trial, string reason, double seconds) => Trial(SearchEvent.TrialEnded, trial, seconds) with
    {
        Record = new() { TrialId = trial, Pipeline = Pipeline, Parameter = "{}", Status = TrialStatus.Diverged, Reason = reason },
    };
}

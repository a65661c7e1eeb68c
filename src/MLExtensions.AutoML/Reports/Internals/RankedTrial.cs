namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>A trial as the report shows it.</summary>
/// <param name="Rank">Its place by the metric, counted from 1; null where it has none.</param>
/// <param name="Trial">What is known of it.</param>
/// <param name="Name">Its pipeline, without the estimators that all pipelines of the search have.</param>
/// <param name="Parameters">The values that it tried.</param>
internal sealed record RankedTrial(int? Rank, TrialRecord Trial, string Name, IReadOnlyList<TrialParameter> Parameters)
{
    /// <summary>The metric; null where there is none or it is not a number.</summary>
    public double? Metric => HasMetric(Trial) ? Trial.Metric : null;

    public static bool HasMetric(TrialRecord trial) => trial.Metric is { } metric && double.IsFinite(metric);
}

namespace MLExtensions.AutoML.Reports.Internals;

/// <summary>What the sections of a report share: the trials in order, short names, and the range in which metrics are drawn.</summary>
internal sealed class ReportModel
{
    private const string Arrow = "=>";
    private const string Separator = " \u2192 ";

    public ReportModel(SearchReport report)
    {
        Report = report;
        Dictionary<string, string> names = ShortNames([.. report.Trials.Select(trial => trial.Pipeline).Distinct()]);
        TrialRecord[] withMetric = [.. report.Trials.Where(RankedTrial.HasMetric)];
        withMetric = [.. report.IsMaximized ? withMetric.OrderByDescending(trial => trial.Metric) : withMetric.OrderBy(trial => trial.Metric)];
        TrialRecord[] without = [.. report.Trials.Where(trial => !RankedTrial.HasMetric(trial)).OrderBy(trial => trial.TrialId)];
        Trials =
        [
            .. withMetric.Select((trial, index) => new RankedTrial(index + 1, trial, names[trial.Pipeline], TrialParameters.Of(trial))),
            .. without.Select(trial => new RankedTrial(null, trial, names[trial.Pipeline], TrialParameters.Of(trial))),
        ];
        Ranked = [.. Trials.Take(withMetric.Length)];
        PipelineNames = [.. Trials.Select(trial => trial.Name).Distinct()];
        MetricRange = DrawnRange([.. Ranked.Select(trial => trial.Metric!.Value)]);
    }

    public SearchReport Report { get; }

    /// <summary>All trials: best first, those without a metric last.</summary>
    public IReadOnlyList<RankedTrial> Trials { get; }

    /// <summary>The trials that have a metric, best first.</summary>
    public IReadOnlyList<RankedTrial> Ranked { get; }

    /// <summary>The short names of pipelines, that of the best trial first; a pipeline's place here is its colour.</summary>
    public IReadOnlyList<string> PipelineNames { get; }

    /// <summary>The metrics between which charts are drawn: a few hopeless trials must not press all others into a line.</summary>
    public (double Low, double High) MetricRange { get; }

    /// <summary>Trials whose metric is outside of <see cref="MetricRange"/>.</summary>
    public int OutsideRange => Ranked.Count(trial => trial.Metric < MetricRange.Low || trial.Metric > MetricRange.High);

    public int PipelineIndex(RankedTrial trial)
    {
        for (int index = 0; index < PipelineNames.Count; index++)
        {
            if (PipelineNames[index] == trial.Name)
            {
                return index;
            }
        }

        throw new InvalidOperationException($"Trial {trial.Trial.TrialId} is not of this report.");
    }

    // Pipelines differ in few estimators, most often the last one: what they share says nothing.
    private static Dictionary<string, string> ShortNames(string[] pipelines)
    {
        string[][] steps = [.. pipelines.Select(pipeline => pipeline.Split(Arrow, StringSplitOptions.TrimEntries))];
        string[] shared = steps.Skip(1).Aggregate(steps.FirstOrDefault([]), (left, right) => [.. left.Intersect(right)]);
        string[] names = [.. steps.Select(own => steps.Length == 1 ? own[^1] : string.Join(Separator, own.Except(shared).DefaultIfEmpty(own[^1])))];

        // Two that differ in order alone would have one name.
        HashSet<string> twice = [.. names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key)];
        return Enumerable.Range(0, names.Length).ToDictionary(index => pipelines[index], index => twice.Contains(names[index]) ? string.Join(Separator, steps[index]) : names[index]);
    }

    // Tukey's far fences, three times the quartiles' distance beyond them.
    private static (double Low, double High) DrawnRange(double[] metrics)
    {
        if (metrics.Length == 0)
        {
            return (0, 1);
        }

        Array.Sort(metrics);
        double first = metrics[(metrics.Length - 1) / 4], third = metrics[3 * (metrics.Length - 1) / 4];
        double reach = 3 * (third - first);
        double low = metrics.First(metric => metric >= first - reach), high = metrics.Last(metric => metric <= third + reach);
        double margin = high > low ? 0.05 * (high - low) : Math.Max(1e-3, 0.05 * Math.Abs(high));
        return (low - margin, high + margin);
    }
}

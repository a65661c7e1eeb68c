using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>The figures that one looks for first, how the search went, the pipelines beside each other, and why trials have no metric.</summary>
internal static class SummarySection
{
    public static void Write(HtmlWriter html, ReportModel model)
    {
        using (html.Open("dl", ("class", "cards")))
        {
            WriteCards(html, model);
        }

        if (model.Ranked.Count > 1)
        {
            WriteProgress(html, model);
        }

        if (model.PipelineNames.Count > 1)
        {
            WritePipelines(html, model);
        }

        WriteReasons(html, model);
    }

    private static void WriteCards(HtmlWriter html, ReportModel model)
    {
        IReadOnlyList<RankedTrial> trials = model.Trials;
        if (model.Ranked.Count == 0)
        {
            Card(html, $"Best {model.Report.MetricName}", NumberText.None, trials.Count == 0 ? "No trial ended." : "No trial has a metric.");
        }
        else
        {
            RankedTrial best = model.Ranked[0];
            string spread = best.Trial.FoldSpread is { } value && double.IsFinite(value) ? $", \u00B1 {NumberText.Spread(value)} among folds" : "";
            Card(html, $"Best {model.Report.MetricName}", NumberText.Metric(best.Metric!.Value), $"{best.Name}, trial {best.Trial.TrialId}{spread}");
        }

        IEnumerable<string> counts = trials.GroupBy(trial => trial.Trial.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} {StatusName.Of(group.Key).ToLowerInvariant()}");
        Card(html, "Trials", NumberText.Integer(trials.Count), string.Join(", ", counts));
        if (trials.Count > 0)
        {
            TimeSpan elapsed = model.Report.Elapsed ?? trials.Max(trial => trial.Trial.EndedAtUtc) - trials.Min(trial => trial.Trial.StartedAtUtc);
            double seconds = trials.Sum(trial => trial.Trial.Seconds);
            Card(html, "Time", NumberText.Duration(elapsed.TotalSeconds), $"{NumberText.Duration(seconds)} of all trials together");
        }

        if (model.Ranked.Count > 0 && model.Ranked[0].Trial is { RowsPerSecond: { } rate } fastest)
        {
            string size = fastest.ModelBytes is { } bytes ? $", {NumberText.Bytes(bytes)}" : "";
            Card(html, "Best model", NumberText.Rate(rate), $"rows a second{size}");
        }
    }

    private static void Card(HtmlWriter html, string title, string value, string note)
    {
        using (html.Open("div"))
        {
            html.Add("dt", title);
            html.Add("dd", value, ("class", "value"));
            html.Add("dd", note, ("class", "muted"));
        }
    }

    private static void WriteProgress(HtmlWriter html, ReportModel model)
    {
        RankedTrial[] inOrder = [.. model.Ranked.OrderBy(trial => trial.Trial.EndedAtUtc).ThenBy(trial => trial.Trial.TrialId)];
        string outside = model.OutsideRange switch
        {
            0 => "",
            1 => " One trial is outside of the range drawn.",
            var count => $" {count} trials are outside of the range drawn.",
        };
        ReportFigure.Write(
            html,
            "progress-chart",
            $"{model.Report.MetricName} of each trial in the order in which they ended, and the best so far.{outside}",
            $"{inOrder.Length} trials; the best, {NumberText.Metric(model.Ranked[0].Metric!.Value)}, was number {Array.IndexOf(inOrder, model.Ranked[0]) + 1} to end.",
            "wide");
        html.Data("progress-data", new
        {
            metric = model.Report.MetricName,
            isMaximized = model.Report.IsMaximized,
            low = model.MetricRange.Low,
            high = model.MetricRange.High,
            pipelines = model.PipelineNames,
            trials = inOrder.Select(trial => new { id = trial.Trial.TrialId, pipeline = model.PipelineIndex(trial), metric = trial.Metric!.Value, isPruned = trial.Trial.Status == TrialStatus.Pruned }),
        });
    }

    private static void WritePipelines(HtmlWriter html, ReportModel model)
    {
        ReportTable.Write<IGrouping<string, RankedTrial>>(
            html,
            "Pipelines",
            [
                new("Pipeline", group => group.Key),
                new("Trials", group => NumberText.Integer(group.Count()), group => group.Count()),
                new("With a metric", group => NumberText.Integer(group.Count(trial => trial.Metric is not null)), group => group.Count(trial => trial.Metric is not null)),
                new($"Best {model.Report.MetricName}", group => MetricText(group.First().Metric), group => group.First().Metric),
                new("Median", group => MetricText(Median(group)), Median),
                new("Time", group => NumberText.Duration(group.Sum(trial => trial.Trial.Seconds)), group => group.Sum(trial => trial.Trial.Seconds)),
            ],
            model.Trials.GroupBy(trial => trial.Name));
    }

    private static void WriteReasons(HtmlWriter html, ReportModel model)
    {
        var reasons = model.Trials.Where(trial => trial.Metric is null).GroupBy(trial => (trial.Trial.Status, Reason: trial.Trial.Reason ?? "No reason was given.")).ToArray();
        if (reasons.Length == 0)
        {
            return;
        }

        ReportTable.Write(
            html,
            "Trials without a metric",
            [
                new("Reason", group => group.Key.Reason),
                new("Status", group => StatusName.Of(group.Key.Status)),
                new("Trials", group => NumberText.Integer(group.Count()), group => group.Count()),
                new("Numbers", group => string.Join(", ", group.Take(20).Select(trial => trial.Trial.TrialId)) + (group.Count() > 20 ? ", \u2026" : "")),
            ],
            reasons.OrderByDescending(group => group.Count()));
    }

    private static string MetricText(double? metric) => metric is { } value ? NumberText.Metric(value) : NumberText.None;

    private static double? Median(IEnumerable<RankedTrial> trials)
    {
        double[] metrics = [.. trials.Where(trial => trial.Metric is not null).Select(trial => trial.Metric!.Value).Order()];
        return metrics.Length == 0 ? null : (metrics[(metrics.Length - 1) / 2] + metrics[metrics.Length / 2]) / 2;
    }
}

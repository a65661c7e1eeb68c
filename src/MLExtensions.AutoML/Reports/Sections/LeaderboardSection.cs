using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>All trials, best first; the scripts add sorting and filters.</summary>
internal static class LeaderboardSection
{
    private const int ValuesInALine = 3;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        WriteFilters(html, model);
        ReportTable.Write(
            html,
            "All trials, best first. A click on a column's head sorts.",
            [.. Columns(model)],
            model.Trials,
            trial => [("data-pipeline", trial.Name), ("data-status", StatusName.Of(trial.Trial.Status)), ("class", trial.Rank == 1 ? "best" : trial.Rank is null ? "failed" : null)]);
    }

    private static void WriteFilters(HtmlWriter html, ReportModel model)
    {
        using (html.Open("div", ("class", "controls"), ("id", "filters"), ("hidden", "hidden")))
        {
            WriteFilter(html, "pipeline-filter", "Pipeline", model.PipelineNames.Order(StringComparer.Ordinal));
            WriteFilter(html, "status-filter", "Status", model.Trials.Select(trial => trial.Trial.Status).Distinct().Order().Select(StatusName.Of));
            html.Add("output", "", ("id", "shown-trials"), ("for", "pipeline-filter status-filter"));
        }
    }

    private static void WriteFilter(HtmlWriter html, string id, string title, IEnumerable<string> choices)
    {
        using (html.Open("label"))
        {
            html.Text(title + " ");
            using (html.Open("select", ("id", id)))
            {
                html.Add("option", "All", ("value", ""));
                foreach (string choice in choices)
                {
                    html.Add("option", choice, ("value", choice));
                }
            }
        }
    }

    // Columns in which no trial has a value are left out.
    private static IEnumerable<ReportTable.Column<RankedTrial>> Columns(ReportModel model)
    {
        HashSet<string> varying = ParameterTable.Varying(model);
        ReportTable.Column<RankedTrial>?[] columns =
        [
            new("Rank", trial => trial.Rank is { } rank ? NumberText.Integer(rank) : NumberText.None, trial => trial.Rank),
            new("Trial", trial => NumberText.Integer(trial.Trial.TrialId), trial => trial.Trial.TrialId),
            new("Pipeline", trial => trial.Name, null, WritePipeline),
            new(model.Report.MetricName, trial => trial.Trial.Metric is { } metric ? NumberText.Metric(metric) : NumberText.None, trial => trial.Metric),
            Optional(model, "\u00B1 folds", trial => trial.FoldSpread, NumberText.Spread),
            varying.Count == 0 ? null : new("Parameters", trial => Line(trial, varying), null, (page, trial) => WriteParameters(page, trial, varying)),
            new("Status", trial => StatusName.Of(trial.Trial.Status), null, WriteStatus),
            Optional(model, "Time", trial => trial.Seconds, NumberText.Duration),
            Optional(model, "Epochs", trial => trial.Epochs, NumberText.Count),
            Optional(model, "Model", trial => trial.ModelBytes, NumberText.Bytes),
            Optional(model, "Rows/s", trial => trial.RowsPerSecond, NumberText.Rate),
            Optional(model, "Memory", trial => trial.PeakMegabytes, megabytes => NumberText.Bytes(1e6 * megabytes)),
        ];
        return columns.OfType<ReportTable.Column<RankedTrial>>();
    }

    private static ReportTable.Column<RankedTrial>? Optional(ReportModel model, string title, Func<TrialRecord, double?> value, Func<double, string> text) =>
        model.Trials.All(trial => value(trial.Trial) is null)
            ? null
            : new(title, trial => value(trial.Trial) is { } number ? text(number) : NumberText.None, trial => value(trial.Trial));

    private static void WritePipeline(HtmlWriter html, RankedTrial trial) => html.Add("span", trial.Name, ("title", trial.Trial.Pipeline), ("class", "pipeline"));

    private static void WriteStatus(HtmlWriter html, RankedTrial trial)
    {
        html.Add("span", StatusName.Of(trial.Trial.Status), ("class", $"status {trial.Trial.Status.ToString().ToLowerInvariant()}"));
        if (trial.Trial.Reason is { } reason)
        {
            html.Add("span", reason, ("class", "reason"));
        }
    }

    private static void WriteParameters(HtmlWriter html, RankedTrial trial, HashSet<string> varying)
    {
        if (trial.Parameters.Count == 0)
        {
            html.Text(NumberText.None);
            return;
        }

        using (html.Open("details"))
        {
            html.Add("summary", Line(trial, varying));
            using (html.Open("dl", ("class", "parameters")))
            {
                foreach (TrialParameter parameter in trial.Parameters)
                {
                    html.Add("dt", parameter.FullName);
                    html.Add("dd", parameter.Text);
                }
            }
        }
    }

    // The values that tell the trial from others, those of the last estimator first: most often that is the trainer.
    private static string Line(RankedTrial trial, HashSet<string> varying)
    {
        TrialParameter[] own = [.. trial.Parameters.Where(parameter => varying.Contains(parameter.FullName))];
        string? last = own.LastOrDefault()?.Estimator;
        string[] values = [.. own.OrderBy(parameter => parameter.Estimator == last ? 0 : 1).Take(ValuesInALine).Select(parameter => $"{parameter.Name} {parameter.Text}")];
        return values.Length == 0 ? $"{trial.Parameters.Count} values" : string.Join(", ", values) + (own.Length > ValuesInALine ? ", \u2026" : "");
    }
}

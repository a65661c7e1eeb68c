using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>A small chart for each parameter that was varied: the metric of the trials against its value.</summary>
internal static class ParametersSection
{
    private const int FewestTrials = 3;
    private const int MostCategories = 12;
    private const int MostCharts = 48;

    public static bool IsThere(ReportModel model) => Charts(model).Any();

    public static void Write(HtmlWriter html, ReportModel model)
    {
        Chart[] all = [.. Charts(model)];
        Chart[] charts = [.. all.Take(MostCharts)];
        string rest = all.Length > charts.Length ? $" {all.Length - charts.Length} more are not drawn." : "";
        html.Add(
            "p",
            $"{model.Report.MetricName} of each trial against each value that was varied in at least {FewestTrials} trials. Values that spread evenly in their logarithm have a logarithmic axis; hollow points are trials that were pruned.{rest}",
            ("class", "muted"));
        WriteLegend(html, model, charts);
        int number = 0;
        foreach (var group in charts.GroupBy(chart => chart.Estimator))
        {
            if (group.Key.Length > 0)
            {
                html.Add("h3", group.Key);
            }

            using (html.Open("div", ("class", "grid")))
            {
                foreach (Chart chart in group)
                {
                    ReportFigure.Write(html, $"parameter-chart-{number++}", chart.Name, $"{model.Report.MetricName} of {chart.Points.Length} trials against {chart.Name}; the best has {chart.BestText}.", "small");
                }
            }
        }

        html.Data("parameters-data", new
        {
            metric = model.Report.MetricName,
            low = model.MetricRange.Low,
            high = model.MetricRange.High,
            pipelines = model.PipelineNames,
            charts = charts.Select(chart => new { name = chart.Name, isLogarithmic = chart.IsLogarithmic, categories = chart.Categories, points = chart.Points }),
        });
    }

    private static void WriteLegend(HtmlWriter html, ReportModel model, Chart[] charts)
    {
        int[] pipelines = [.. charts.SelectMany(chart => chart.Points).Select(point => point.Pipeline).Distinct().Order()];
        if (pipelines.Length < 2)
        {
            return;
        }

        using (html.Open("ul", ("class", "legend")))
        {
            foreach (int pipeline in pipelines)
            {
                html.Add("li", model.PipelineNames[pipeline], ("data-pipeline", NumberText.Integer(pipeline)));
            }
        }
    }

    // The estimators that most trials used come first; within one the order of its parameters is kept.
    private static IEnumerable<Chart> Charts(ReportModel model)
    {
        var values = model.Ranked.SelectMany(trial => trial.Parameters.Select(parameter => (Trial: trial, Parameter: parameter)));
        return values
            .GroupBy(value => value.Parameter.FullName)
            .Where(group => group.Count() >= FewestTrials && group.Select(value => value.Parameter.Text).Distinct().Skip(1).Any())
            .Select(group => Chart.Of(model, [.. group]))
            .OfType<Chart>()
            .GroupBy(chart => chart.Estimator)
            .OrderByDescending(group => group.Max(chart => chart.Points.Length))
            .SelectMany(group => group);
    }

    private sealed record Point(double X, double Y, int Pipeline, int Trial, bool IsPruned);

    private sealed record Chart(string Estimator, string Name, bool IsLogarithmic, string[]? Categories, Point[] Points, string BestText)
    {
        /// <summary>The chart of one parameter's values; null where they are texts of too many kinds to be told apart.</summary>
        public static Chart? Of(ReportModel model, (RankedTrial Trial, TrialParameter Parameter)[] values)
        {
            bool isNumber = values.All(value => value.Parameter.Number is not null);
            string[] categories = isNumber ? [] : [.. values.Select(value => value.Parameter.Text).Distinct().Order(StringComparer.Ordinal)];
            if (categories.Length > MostCategories)
            {
                return null;
            }

            TrialParameter first = values[0].Parameter;
            return new(
                first.Estimator,
                first.Name,
                isNumber && ParameterTable.IsLogarithmic(values.Select(value => value.Parameter.Number!.Value)),
                isNumber ? null : categories,
                [
                    .. values.Select(value => new Point(
                        value.Parameter.Number ?? Array.IndexOf(categories, value.Parameter.Text),
                        value.Trial.Metric!.Value,
                        model.PipelineIndex(value.Trial),
                        value.Trial.Trial.TrialId,
                        value.Trial.Trial.Status == TrialStatus.Pruned)),
                ],
                first.Text);
        }
    }
}

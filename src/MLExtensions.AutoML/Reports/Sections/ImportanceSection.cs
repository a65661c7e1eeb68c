using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>The columns that the best model needs most.</summary>
internal static class ImportanceSection
{
    private const int MostFeatures = 30;

    public static bool IsThere(ReportModel model) => Features(model).Length > 0;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        ReportImportance[] features = Features(model);
        ReportImportance[] drawn = [.. features.Take(MostFeatures)];
        string part = features.Length > drawn.Length ? $" The {drawn.Length} largest of {features.Length} columns are drawn." : "";
        string spread = drawn.Any(feature => feature.Spread is > 0) ? " The lines show the standard deviation over repetitions." : "";
        ReportFigure.Write(
            html,
            "importance-chart",
            $"{Sentence.Of(model.Report.ModelName)}How much worse {model.Report.MetricName} gets when a column's values are shuffled.{spread}{part}",
            $"The columns that matter most: {string.Join(", ", drawn.Take(3).Select(feature => feature.Feature))}.",
            "bars",
            drawn.Length);
        html.Data("importance-data", new { metric = model.Report.MetricName, features = drawn.Select(feature => new { name = feature.Feature, mean = feature.Mean, spread = feature.Spread ?? 0 }) });
        using (html.Open("details"))
        {
            html.Add("summary", "As a table");
            ReportTable.Write<ReportImportance>(
                html,
                "Feature importance",
                [
                    new("Column", feature => feature.Feature),
                    new($"Loss of {model.Report.MetricName}", feature => NumberText.Metric(feature.Mean), feature => feature.Mean),
                    new("\u00B1", feature => feature.Spread is { } value ? NumberText.Spread(value) : NumberText.None, feature => feature.Spread),
                ],
                features);
        }
    }

    private static ReportImportance[] Features(ReportModel model) => [.. (model.Report.Importances ?? []).Where(feature => double.IsFinite(feature.Mean)).OrderByDescending(feature => feature.Mean)];
}

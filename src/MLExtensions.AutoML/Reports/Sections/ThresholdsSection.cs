using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>Precision, recall and F1 of a binary classification by threshold, as curves and as a table.</summary>
internal static class ThresholdsSection
{
    private const int MostPoints = 300;
    private const int TableRows = 10;

    public static bool IsThere(ReportModel model) => Points(model).Length > 1;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        ReportThreshold[] points = Points(model);
        ReportThreshold best = points.Where(point => double.IsFinite(point.F1)).DefaultIfEmpty(points[0]).MaxBy(point => point.F1);
        string sentence = $"F1 is largest, {NumberText.Metric(best.F1)}, at threshold {NumberText.Metric(best.Threshold)}: precision {NumberText.Metric(best.Precision)}, recall {NumberText.Metric(best.Recall)}.";
        ReportFigure.Write(html, "thresholds-chart", Sentence.Of(model.Report.ModelName) + sentence, $"Precision, recall and F1 by threshold. {sentence}", "wide");
        html.Data("thresholds-data", new
        {
            best = best.Threshold,
            points = Thinned(points, MostPoints).Select(point => new[] { point.Threshold, point.Precision, point.Recall, point.F1 }),
        });
        using (html.Open("details"))
        {
            html.Add("summary", "As a table");
            ReportTable.Write<ReportThreshold>(
                html,
                "Thresholds",
                [
                    new("Threshold", point => NumberText.Metric(point.Threshold), point => point.Threshold),
                    new("Precision", point => NumberText.Metric(point.Precision), point => point.Precision),
                    new("Recall", point => NumberText.Metric(point.Recall), point => point.Recall),
                    new("F1", point => NumberText.Metric(point.F1), point => point.F1),
                ],
                Thinned(points, TableRows).Append(best).Distinct().OrderBy(point => point.Threshold));
        }
    }

    private static ReportThreshold[] Points(ReportModel model) => [.. (model.Report.Thresholds ?? []).Where(point => double.IsFinite(point.Threshold)).OrderBy(point => point.Threshold)];

    // Even steps of the threshold, not of the rows: most rows have scores near an end.
    private static IEnumerable<ReportThreshold> Thinned(ReportThreshold[] points, int most)
    {
        double low = points[0].Threshold, high = points[^1].Threshold;
        return points.Length <= most || high <= low
            ? points
            : points.GroupBy(point => (int)((most - 1) * ((point.Threshold - low) / (high - low)))).Select(same => same.First());
    }
}

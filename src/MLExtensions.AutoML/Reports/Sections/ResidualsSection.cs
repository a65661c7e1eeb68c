using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Reports.Sections;

/// <summary>A regression's predictions against the labels, and how their differences are spread.</summary>
internal static class ResidualsSection
{
    private const int MostPoints = 2000;
    private const int Bins = 41;

    public static bool IsThere(ReportModel model) => Rows(model).Length > 0;

    public static void Write(HtmlWriter html, ReportModel model)
    {
        ReportPrediction[] rows = Rows(model);
        double[] residuals = [.. rows.Select(row => row.Predicted - row.Actual).Order()];
        double meanActual = rows.Average(row => row.Actual);
        double squares = residuals.Average(residual => residual * residual);
        double variance = rows.Average(row => (row.Actual - meanActual) * (row.Actual - meanActual));
        html.Add(
            "p",
            $"{Sentence.Of(model.Report.ModelName)}{NumberText.Count(rows.Length)} rows: mean absolute error {NumberText.Metric(residuals.Average(Math.Abs))}, root of the mean square {NumberText.Metric(Math.Sqrt(squares))}, R\u00B2 {NumberText.Metric(1 - (squares / variance))}, mean residual {NumberText.Metric(residuals.Average())}.",
            ("class", "muted"));
        int stride = (rows.Length + MostPoints - 1) / MostPoints;
        ReportPrediction[] drawn = [.. rows.Where((_, index) => index % stride == 0)];
        using (html.Open("div", ("class", "pair")))
        {
            string part = stride > 1 ? $" {NumberText.Count(drawn.Length)} rows are drawn." : "";
            ReportFigure.Write(html, "residuals-chart", $"Predicted against actual; on the line they are the same.{part}", "Scatter of predicted against actual values.", "square");
            ReportFigure.Write(html, "histogram-chart", "Residuals, predicted less actual, of all rows.", "Histogram of the residuals.", "square");
        }

        (double width, int[] counts) = Histogram(residuals);
        html.Data("residuals-data", new { points = drawn.Select(row => new[] { row.Actual, row.Predicted }), width, counts });
    }

    private static ReportPrediction[] Rows(ReportModel model) => [.. (model.Report.Predictions ?? []).Where(row => double.IsFinite(row.Actual) && double.IsFinite(row.Predicted))];

    // From the 0.5th to the 99.5th percentile, zero in the middle of the middle bin; what is beyond counts in the bins at the ends.
    private static (double Width, int[] Counts) Histogram(double[] ordered)
    {
        double reach = Math.Max(Math.Abs(ordered[(int)(0.005 * (ordered.Length - 1))]), Math.Abs(ordered[(int)Math.Ceiling(0.995 * (ordered.Length - 1))]));
        double width = reach > 0 ? 2 * reach / (Bins - 1) : 1.0 / Bins;
        int[] counts = new int[Bins];
        foreach (double residual in ordered)
        {
            counts[(int)Math.Clamp(Math.Round(residual / width) + (Bins / 2), 0, Bins - 1)]++;
        }

        return (width, counts);
    }
}

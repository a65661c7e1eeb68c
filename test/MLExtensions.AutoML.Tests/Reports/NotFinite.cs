namespace MLExtensions.AutoML.Tests.Reports;

/// <summary>Numbers that are not finite in every place that data can put a number.</summary>
internal static class NotFinite
{
    private static readonly double[] s_values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    public static SearchReport In(SearchReport report) => report with
    {
        Trials =
        [
            .. report.Trials.Select(trial => trial.TrialId % 4 != 0 ? trial : trial with
            {
                Metric = s_values[trial.TrialId % 3],
                FoldSpread = double.NaN,
                FoldMetrics = s_values,
                Seconds = double.PositiveInfinity,
                RowsPerSecond = double.PositiveInfinity,
                PeakMegabytes = double.NaN,
            }).Select(trial => trial with
            {
                Curve = [.. trial.Curve.Select(epoch => epoch.Epoch % 5 != 0 ? epoch : epoch with { TrainingLoss = double.NaN, ValidationLoss = double.PositiveInfinity, ValidationMetric = double.NaN })],
            }),
        ],
        Confusion = new(["no", "yes"], [[double.NaN, 0], [0, double.PositiveInfinity]]),
        Predictions = [new(1, 2), new(double.NaN, 1), new(2, double.PositiveInfinity), new(3, 3.5)],
        Thresholds = [new(0.1, 0.5, 1, 0.6), new(0.5, double.NaN, 0.5, double.NaN), new(double.PositiveInfinity, double.NaN, 0, double.NaN), new(0.9, 1, 0.1, 0.2)],
        Importances = [new("a", double.NaN, 0.1), new("b", 0.1, double.NaN), new("c", 0.3, double.PositiveInfinity)],
        Ensemble = [new(0, double.NaN), new(1, 0.5), new(999, 0.5)],
    };
}

namespace MLExtensions.AutoML;

/// <summary>A metric of predictions, as ML.NET's <c>Evaluate</c> computes it from a data view: the metrics that AutoML's enumerations name.</summary>
/// <remarks>
/// Rows without a label, or with a score that is not finite, are left out, as they are there. AutoML takes <c>LogLossReduction</c> for a loss; here more of it is better, as its
/// name says. <c>TopKAccuracy</c> is 0 whatever is predicted, since AutoML asks for no k.
/// </remarks>
internal sealed class PredictionMetric
{
    private static readonly PredictionMetric[] s_all =
    [
        new("Accuracy", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).Accuracy),
        new("AreaUnderRocCurve", true, (labels, scores, _, _) => RankedScores.Of(labels, scores).AreaUnderRocCurve()),
        new("AreaUnderPrecisionRecallCurve", true, (labels, scores, _, _) => RankedScores.Of(labels, scores).AreaUnderPrecisionRecallCurve()),
        new("F1Score", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).F1Score),
        new("PositivePrecision", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).PositivePrecision),
        new("PositiveRecall", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).PositiveRecall),
        new("NegativePrecision", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).NegativePrecision),
        new("NegativeRecall", true, (labels, scores, _, threshold) => BinaryCounts.Of(labels, scores, threshold).NegativeRecall),
        new("MicroAccuracy", true, (labels, scores, classes, _) => ClassCounts.Of(labels, scores, classes).MicroAccuracy),
        new("MacroAccuracy", true, (labels, scores, classes, _) => ClassCounts.Of(labels, scores, classes).MacroAccuracy),
        new("LogLoss", false, (labels, scores, classes, _) => ClassCounts.Of(labels, scores, classes).LogLoss),
        new("LogLossReduction", true, (labels, scores, classes, _) => ClassCounts.Of(labels, scores, classes).LogLossReduction),
        new("TopKAccuracy", true, (_, _, _, _) => 0),
        new("RSquared", true, (labels, scores, _, _) => RegressionSums.Of(labels, scores).RSquared),
        new("MeanAbsoluteError", false, (labels, scores, _, _) => RegressionSums.Of(labels, scores).MeanAbsoluteError),
        new("MeanSquaredError", false, (labels, scores, _, _) => RegressionSums.Of(labels, scores).MeanSquaredError),
        new("RootMeanSquaredError", false, (labels, scores, _, _) => Math.Sqrt(RegressionSums.Of(labels, scores).MeanSquaredError)),
    ];

    private readonly Formula _formula;

    private PredictionMetric(string name, bool isMaximize, Formula formula)
    {
        Name = name;
        IsMaximize = isMaximize;
        _formula = formula;
    }

    /// <param name="labels">A label a row.</param>
    /// <param name="scores"><c>[rows, outputs]</c>.</param>
    /// <param name="outputs">Scores a row.</param>
    /// <param name="threshold">Binary: above it a score predicts yes.</param>
    private delegate double Formula(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores, int outputs, float threshold);

    /// <summary>AutoML's name of it.</summary>
    public string Name { get; }

    /// <summary>Whether more is better.</summary>
    public bool IsMaximize { get; }

    /// <summary>The metric of a name of AutoML's enumerations, which no two of them share; null where there is none, such as one of the user's own.</summary>
    public static PredictionMetric? Find(string name) => Array.Find(s_all, metric => metric.Name == name);

    /// <summary>The metric over all rows; not a number where it is not defined, such as the area under a curve of one class alone.</summary>
    public double Evaluate(TrialPredictions predictions) => Evaluate(predictions, predictions.Scores, 0, predictions.Rows);

    /// <summary>The metric of each fold, in the folds' order.</summary>
    public double[] EvaluateFolds(TrialPredictions predictions) => EvaluateFolds(predictions, predictions.Scores);

    /// <summary>The metric of each fold, of other scores than the predictions' own: of the same shape and meaning.</summary>
    public double[] EvaluateFolds(TrialPredictions predictions, ReadOnlySpan<float> scores)
    {
        var metrics = new List<double>();
        for (int start = 0; start < predictions.Rows;)
        {
            int end = start + 1;
            while (end < predictions.Rows && predictions.Folds[end] == predictions.Folds[start])
            {
                end++;
            }

            metrics.Add(Evaluate(predictions, scores, start, end));
            start = end;
        }

        return [.. metrics];
    }

    /// <summary>What trials are compared by: the mean over the folds for which the metric is defined.</summary>
    public double Mean(TrialPredictions predictions, ReadOnlySpan<float> scores) =>
        EvaluateFolds(predictions, scores).Where(metric => !double.IsNaN(metric)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Whether a value is better than another; not a number is worse than any.</summary>
    public bool IsBetter(double value, double than) => double.IsNaN(than) ? !double.IsNaN(value) : IsMaximize ? value > than : value < than;

    private double Evaluate(TrialPredictions predictions, ReadOnlySpan<float> scores, int start, int end) => _formula(
        predictions.Labels.AsSpan(start..end),
        scores[(start * predictions.Outputs)..(end * predictions.Outputs)],
        predictions.Outputs,
        predictions.AreProbabilities ? 0.5f : 0);
}

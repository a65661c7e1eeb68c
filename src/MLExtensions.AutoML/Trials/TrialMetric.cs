using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML;

/// <summary>What trials are compared by.</summary>
/// <remarks>
/// As AutoML's own metrics, but for <see cref="MulticlassClassificationMetric.LogLossReduction"/>: more is better.
/// </remarks>
internal sealed class TrialMetric : IEvaluateMetricManager
{
    private readonly Func<MLContext, IDataView, double> _evaluate;

    private TrialMetric(TrialTask? task, string name, bool isMaximize, string labelColumnName, Func<MLContext, IDataView, double> evaluate)
    {
        Task = task;
        MetricName = name;
        IsMaximize = isMaximize;
        LabelColumnName = labelColumnName;
        _evaluate = evaluate;
    }

    /// <summary>What is predicted; null where the score column is to tell.</summary>
    public TrialTask? Task { get; }

    public string MetricName { get; }

    public bool IsMaximize { get; }

    public string LabelColumnName { get; }

    public double Evaluate(MLContext context, IDataView eval) => _evaluate(context, eval);

    /// <summary>The loss of a metric, as tuners count it: less is better.</summary>
    public double LossOf(double metric) => IsMaximize ? -metric : metric;

    /// <exception cref="ArgumentOutOfRangeException">The metric is none of the enumeration's.</exception>
    public static TrialMetric For(BinaryClassificationMetric metric, string labelColumnName, string predictedColumnName)
    {
        Func<BinaryClassificationMetrics, double> select = metric switch
        {
            BinaryClassificationMetric.Accuracy => metrics => metrics.Accuracy,
            BinaryClassificationMetric.AreaUnderRocCurve => metrics => metrics.AreaUnderRocCurve,
            BinaryClassificationMetric.AreaUnderPrecisionRecallCurve => metrics => metrics.AreaUnderPrecisionRecallCurve,
            BinaryClassificationMetric.F1Score => metrics => metrics.F1Score,
            BinaryClassificationMetric.PositivePrecision => metrics => metrics.PositivePrecision,
            BinaryClassificationMetric.PositiveRecall => metrics => metrics.PositiveRecall,
            BinaryClassificationMetric.NegativePrecision => metrics => metrics.NegativePrecision,
            BinaryClassificationMetric.NegativeRecall => metrics => metrics.NegativeRecall,
            _ => throw Unknown(metric),
        };
        return new TrialMetric(
            TrialTask.BinaryClassification, metric.ToString(), isMaximize: true, labelColumnName,
            (context, view) => select(context.BinaryClassification.EvaluateNonCalibrated(view, labelColumnName, predictedLabelColumnName: predictedColumnName)));
    }

    /// <exception cref="ArgumentOutOfRangeException">The metric is none of the enumeration's.</exception>
    public static TrialMetric For(MulticlassClassificationMetric metric, string labelColumnName, string predictedColumnName)
    {
        Func<MulticlassClassificationMetrics, double> select = metric switch
        {
            MulticlassClassificationMetric.MicroAccuracy => metrics => metrics.MicroAccuracy,
            MulticlassClassificationMetric.MacroAccuracy => metrics => metrics.MacroAccuracy,
            MulticlassClassificationMetric.LogLoss => metrics => metrics.LogLoss,
            MulticlassClassificationMetric.LogLossReduction => metrics => metrics.LogLossReduction,
            MulticlassClassificationMetric.TopKAccuracy => metrics => metrics.TopKAccuracy,
            _ => throw Unknown(metric),
        };
        return new TrialMetric(
            TrialTask.MulticlassClassification, metric.ToString(), isMaximize: metric != MulticlassClassificationMetric.LogLoss, labelColumnName,
            (context, view) => select(context.MulticlassClassification.Evaluate(view, labelColumnName, predictedLabelColumnName: predictedColumnName)));
    }

    /// <exception cref="ArgumentOutOfRangeException">The metric is none of the enumeration's.</exception>
    public static TrialMetric For(RegressionMetric metric, string labelColumnName, string scoreColumnName)
    {
        Func<RegressionMetrics, double> select = metric switch
        {
            RegressionMetric.RSquared => metrics => metrics.RSquared,
            RegressionMetric.RootMeanSquaredError => metrics => metrics.RootMeanSquaredError,
            RegressionMetric.MeanSquaredError => metrics => metrics.MeanSquaredError,
            RegressionMetric.MeanAbsoluteError => metrics => metrics.MeanAbsoluteError,
            _ => throw Unknown(metric),
        };
        return new TrialMetric(
            TrialTask.Regression, metric.ToString(), isMaximize: metric == RegressionMetric.RSquared, labelColumnName,
            (context, view) => select(context.Regression.Evaluate(view, labelColumnName, scoreColumnName)));
    }

    /// <summary>A metric of the user's own.</summary>
    public static TrialMetric For(IEvaluateMetricManager metric, string labelColumnName) =>
        new(task: null, metric.MetricName, metric.IsMaximize, labelColumnName, metric.Evaluate);

    private static ArgumentOutOfRangeException Unknown<T>(T metric)
        where T : struct, Enum =>
        new(nameof(metric), $"The metric is {metric}; expected one of {string.Join(", ", Enum.GetNames<T>())}.");
}

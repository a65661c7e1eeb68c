namespace Microsoft.ML.Data;

public sealed class RegressionMetricsStatistics : IMetricsStatistics<RegressionMetrics>
{
    internal RegressionMetricsStatistics()
    {
    }

    public MetricStatistics MeanAbsoluteError { get; } = new();

    public MetricStatistics MeanSquaredError { get; } = new();

    public MetricStatistics RootMeanSquaredError { get; } = new();

    public MetricStatistics LossFunction { get; } = new();

    public MetricStatistics RSquared { get; } = new();

    void IMetricsStatistics<RegressionMetrics>.Add(RegressionMetrics metrics, RegressionMetrics baseline)
    {
        MeanAbsoluteError.Add(metrics.MeanAbsoluteError - baseline.MeanAbsoluteError);
        MeanSquaredError.Add(metrics.MeanSquaredError - baseline.MeanSquaredError);
        RootMeanSquaredError.Add(metrics.RootMeanSquaredError - baseline.RootMeanSquaredError);
        LossFunction.Add(metrics.LossFunction - baseline.LossFunction);
        RSquared.Add(metrics.RSquared - baseline.RSquared);
    }
}

namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetricsStatistics : IMetricsStatistics<MulticlassClassificationMetrics>
{
    internal MulticlassClassificationMetricsStatistics()
    {
    }

    public MetricStatistics LogLoss { get; } = new();

    public MetricStatistics LogLossReduction { get; } = new();

    public MetricStatistics MacroAccuracy { get; } = new();

    public MetricStatistics MicroAccuracy { get; } = new();

    public MetricStatistics TopKAccuracy { get; } = new();

    public IReadOnlyList<MetricStatistics> PerClassLogLoss { get; private set; }

    void IMetricsStatistics<MulticlassClassificationMetrics>.Add(MulticlassClassificationMetrics metrics, MulticlassClassificationMetrics baseline)
    {
        LogLoss.Add(metrics.LogLoss - baseline.LogLoss);
        LogLossReduction.Add(metrics.LogLossReduction - baseline.LogLossReduction);
        MacroAccuracy.Add(metrics.MacroAccuracy - baseline.MacroAccuracy);
        MicroAccuracy.Add(metrics.MicroAccuracy - baseline.MicroAccuracy);
        TopKAccuracy.Add(metrics.TopKAccuracy - baseline.TopKAccuracy);
        PerClassLogLoss = MetricStatistics.AddAll(PerClassLogLoss, metrics.PerClassLogLoss, baseline.PerClassLogLoss);
    }
}

namespace Microsoft.ML.Data;

public sealed class RankingMetricsStatistics : IMetricsStatistics<RankingMetrics>
{
    internal RankingMetricsStatistics()
    {
    }

    public IReadOnlyList<MetricStatistics> DiscountedCumulativeGains { get; private set; }

    public IReadOnlyList<MetricStatistics> NormalizedDiscountedCumulativeGains { get; private set; }

    void IMetricsStatistics<RankingMetrics>.Add(RankingMetrics metrics, RankingMetrics baseline)
    {
        DiscountedCumulativeGains = MetricStatistics.AddAll(DiscountedCumulativeGains, metrics.DiscountedCumulativeGains, baseline.DiscountedCumulativeGains);
        NormalizedDiscountedCumulativeGains = MetricStatistics.AddAll(NormalizedDiscountedCumulativeGains, metrics.NormalizedDiscountedCumulativeGains, baseline.NormalizedDiscountedCumulativeGains);
    }
}

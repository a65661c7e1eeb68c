namespace Microsoft.ML.Data;

public sealed class RankingMetrics
{
    internal RankingMetrics(double[] discountedCumulativeGains, double[] normalizedDiscountedCumulativeGains)
    {
        DiscountedCumulativeGains = discountedCumulativeGains;
        NormalizedDiscountedCumulativeGains = normalizedDiscountedCumulativeGains;
    }

    public IReadOnlyList<double> DiscountedCumulativeGains { get; }

    public IReadOnlyList<double> NormalizedDiscountedCumulativeGains { get; }
}

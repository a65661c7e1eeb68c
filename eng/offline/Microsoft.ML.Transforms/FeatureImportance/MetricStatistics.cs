namespace Microsoft.ML.Data;

/// <summary>Mean and spread of a sample, by Welford's updates. Of one value the spread is 0.</summary>
public sealed class MetricStatistics
{
    private double _squares;

    internal MetricStatistics()
    {
    }

    public double Mean { get; private set; }

    public double StandardDeviation => Count <= 1 ? 0 : Math.Sqrt(_squares / (Count - 1));

    public double StandardError => Count <= 1 ? 0 : StandardDeviation / Math.Sqrt(Count);

    public int Count { get; private set; }

    internal static IReadOnlyList<MetricStatistics> AddAll(
        IReadOnlyList<MetricStatistics> statistics, IReadOnlyList<double> values, IReadOnlyList<double> baseline)
    {
        statistics ??= [.. values.Select(_ => new MetricStatistics())];
        for (int i = 0; i < statistics.Count; i++)
        {
            statistics[i].Add(values[i] - baseline[i]);
        }

        return statistics;
    }

    internal void Add(double value)
    {
        Count++;
        double distance = value - Mean;
        Mean += distance / Count;
        _squares += distance * (value - Mean);
    }
}

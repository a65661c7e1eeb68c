namespace Microsoft.ML.Data;

/// <summary>Statistics of how much metrics change.</summary>
internal interface IMetricsStatistics<TMetrics>
{
    /// <summary>Counts the metrics less those that they are compared with.</summary>
    void Add(TMetrics metrics, TMetrics baseline);
}

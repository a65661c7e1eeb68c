namespace Microsoft.ML.AutoML;

public class TrialPerformanceMetrics
{
    /// <summary>In megabytes.</summary>
    public double? PeakMemoryUsage { get; set; }

    /// <summary>Of all cores together, 0 to 1.</summary>
    public double? PeakCpuUsage { get; set; }

    public double CpuUsage { get; internal set; }

    public double MemoryUsage { get; internal set; }
}

using Microsoft.ML.AutoML;

namespace MLExtensions.AutoMLResults;

/// <summary>Counts the trials of AutoML's own loop.</summary>
internal sealed class TrialCounter : IMonitor
{
    public int Completed { get; private set; }

    public int Failed { get; private set; }

    public void ReportBestTrial(TrialResult result)
    {
    }

    public void ReportCompletedTrial(TrialResult result) => Completed++;

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Failed++;

    public void ReportRunningTrial(TrialSettings settings)
    {
    }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.AutoML;

/// <summary>Writes trials to the context's log.</summary>
internal sealed class MLContextMonitor(IChannel channel, SweepablePipeline pipeline) : IMonitor
{
    public void ReportRunningTrial(TrialSettings settings) => channel.Info($"Update Running Trial - Id: {settings.TrialId}");

    public void ReportCompletedTrial(TrialResult result) => channel.Info(
        $"Update Completed Trial - {Describe(result)} - Duration: {result.DurationInMilliseconds}");

    public void ReportBestTrial(TrialResult result) => channel.Info($"Update Best Trial - {Describe(result)}");

    public void ReportFailTrial(TrialSettings settings, Exception exception = null)
    {
        channel.Trace($"{exception}");
        channel.Info($"Update Failed Trial - Id: {settings.TrialId} - Pipeline: {pipeline.ToString(settings.Parameter)}");
    }

    private string Describe(TrialResult result) =>
        $"Id: {result.TrialSettings.TrialId} - Metric: {result.Metric} - Pipeline: {pipeline.ToString(result.TrialSettings.Parameter)}";
}

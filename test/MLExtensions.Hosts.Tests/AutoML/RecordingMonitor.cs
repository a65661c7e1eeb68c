using Microsoft.ML.AutoML;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Writes down what it is told, in a list that a <see cref="RecordingRunner"/> may write to as well.</summary>
internal sealed class RecordingMonitor : IMonitor
{
    public List<string> Events { get; } = [];

    public List<TrialSettings> Running { get; } = [];

    public void ReportCompletedTrial(TrialResult result) => Events.Add($"completed {result.TrialSettings.TrialId}");

    public void ReportBestTrial(TrialResult result) => Events.Add($"best {result.TrialSettings.TrialId}");

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Events.Add($"failed {settings.TrialId} {exception?.GetType().Name}");

    public void ReportRunningTrial(TrialSettings settings)
    {
        Events.Add($"running {settings.TrialId}");
        Running.Add(settings);
    }
}

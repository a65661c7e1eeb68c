using Microsoft.ML.AutoML;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Trains nothing: a trial's loss is a function's, and its seconds are by its number.</summary>
internal sealed class RecordingRunner(List<string> events, Func<TrialSettings, double> loss) : ITrialRunner
{
    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        events.Add($"run {settings.TrialId}");
        double value = loss(settings);
        return Task.FromResult(new TrialResult
        {
            TrialSettings = settings,
            Loss = value,
            Metric = -value,
            DurationInMilliseconds = 1000 + (100 * (settings.TrialId % 7)),
        });
    }

    public void Dispose() => events.Add("dispose");
}

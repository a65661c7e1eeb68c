using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

public partial class AutoMLExperiment
{
    private TrialResult _best;

    public TrialResult Run() => RunAsync().Result;

    public async Task<TrialResult> RunAsync(CancellationToken ct = default)
    {
        _settings.CancellationToken = ct;
        ServiceProvider services = Services.BuildServiceProvider();
        using var end = new ExperimentEnd(ct, _isTimed ? _settings.MaxExperimentTimeInSeconds : null, _isCounted ? _settings.MaxModels : null);
        IMonitor monitor = services.GetService<IMonitor>();

        // One more than there are trials, as in ML.NET: what cannot be made says so before the first.
        services.GetService<ITrialRunner>();
        ITuner tuner = services.GetService<ITuner>();
        for (int trial = 0; !end.IsReached; trial++)
        {
            var settings = new TrialSettings { TrialId = trial, Parameter = Parameter.CreateNestedParameter(), StartedAtUtc = DateTime.UtcNow };
            settings.Parameter = tuner.Propose(settings);
            CancellationTokenSource cancellation = end.StartTrial();
            monitor?.ReportRunningTrial(settings);
            try
            {
                TrialResult result = await RunTrialAsync(services, settings, cancellation);
                monitor?.ReportCompletedTrial(result);
                tuner.Update(result);
                end.CountTrial();
                if (result.Loss < (_best?.Loss ?? double.MaxValue))
                {
                    _best = result;
                    monitor?.ReportBestTrial(result);
                }
            }
            catch (Exception) when (end.IsReached)
            {
                break;
            }
            catch (Exception ex)
            {
                services.GetRequiredService<IChannel>().Trace($"Trial {trial} failed and is abandoned: {ex.Message}");
                settings.EndedAtUtc = DateTime.UtcNow;
                monitor?.ReportFailTrial(settings, ex);
                tuner.Update(new TrialResult { TrialSettings = settings, Loss = double.MaxValue });
                end.CountTrial();
                if (_best is null && ex is not (OperationCanceledException or OutOfMemoryException))
                {
                    throw;
                }
            }
        }

        return _best ?? throw new TimeoutException(
            "Training time finished without completing a successful trial. Either no trial completed or the metric for all completed trials are NaN or Infinity");
    }

    private static async Task<TrialResult> RunTrialAsync(IServiceProvider services, TrialSettings settings, CancellationTokenSource cancellation)
    {
        using IPerformanceMonitor performance = services.GetService<IPerformanceMonitor>();
        using ITrialRunner runner = services.GetRequiredService<ITrialRunner>();
        performance.PerformanceMetricsUpdated += (_, metrics) => performance.OnPerformanceMetricsUpdatedHandler(settings, metrics, cancellation);
        performance.Start();
        TrialResult result = await runner.RunAsync(settings, cancellation.Token);
        result.PeakCpu = performance.GetPeakCpuUsage();
        result.PeakMemoryInMegaByte = performance.GetPeakMemoryUsageInMegaByte();
        result.TrialSettings.EndedAtUtc = DateTime.UtcNow;
        performance.Pause();
        return result;
    }
}

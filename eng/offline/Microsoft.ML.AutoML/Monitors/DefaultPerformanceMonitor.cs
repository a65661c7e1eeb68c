using System.Diagnostics;
using Microsoft.ML.Runtime;
using Timer = System.Timers.Timer;

namespace Microsoft.ML.AutoML;

/// <summary>Looks at the process every so often, and cancels a trial in which it grew beyond the bound.</summary>
public class DefaultPerformanceMonitor : IPerformanceMonitor
{
    private readonly AutoMLExperiment.AutoMLExperimentSettings _settings;
    private readonly IChannel _logger;
    private readonly int _interval;
    private Timer _timer;
    private TimeSpan _cpuTime;
    private double? _peakCpu;
    private double? _peakMemory;

    public DefaultPerformanceMonitor(AutoMLExperiment.AutoMLExperimentSettings settings, IChannel logger, int checkIntervalInMilliseconds)
    {
        _settings = settings;
        _logger = logger;
        _interval = checkIntervalInMilliseconds;
    }

    public event EventHandler<TrialPerformanceMetrics> PerformanceMetricsUpdated;

    public void Start()
    {
        if (_timer is null)
        {
            using var process = Process.GetCurrentProcess();
            _cpuTime = process.TotalProcessorTime;
            _timer = new Timer(_interval);
            _timer.Elapsed += (_, _) => Look();
        }

        Look();
        _timer.Start();
    }

    public void Pause() => _timer.Stop();

    public void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _peakCpu = null;
        _peakMemory = null;
    }

    public void Dispose()
    {
        Stop();
        GC.SuppressFinalize(this);
    }

    public double? GetPeakMemoryUsageInMegaByte() => _peakMemory;

    public double? GetPeakCpuUsage() => _peakCpu;

    public virtual void OnPerformanceMetricsUpdatedHandler(
        TrialSettings trialSettings, TrialPerformanceMetrics metrics, CancellationTokenSource trialCancellationTokenSource)
    {
        if (metrics.PeakMemoryUsage > _settings.MaximumMemoryUsageInMegaByte && !trialCancellationTokenSource.IsCancellationRequested)
        {
            _logger?.Trace($"Trial {trialSettings.TrialId} is cancelled: it uses {metrics.PeakMemoryUsage} MB, at most {_settings.MaximumMemoryUsageInMegaByte} MB are allowed.");
            trialCancellationTokenSource.Cancel();
        }
    }

    private void Look()
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan used = process.TotalProcessorTime - _cpuTime;
        _cpuTime += used;
        double cpu = used.TotalMilliseconds / (Environment.ProcessorCount * _interval);
        double memory = process.WorkingSet64 / (1024.0 * 1024);
        _peakCpu = Math.Max(cpu, _peakCpu ?? 0);
        _peakMemory = Math.Max(memory, _peakMemory ?? 0);
        PerformanceMetricsUpdated?.Invoke(
            this, new TrialPerformanceMetrics { CpuUsage = cpu, MemoryUsage = memory, PeakCpuUsage = _peakCpu, PeakMemoryUsage = _peakMemory });
    }
}

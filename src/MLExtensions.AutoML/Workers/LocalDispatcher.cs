using System.Diagnostics;
using System.Globalization;

namespace MLExtensions.AutoML;

/// <summary>Runs each trial on a thread of this process.</summary>
/// <param name="executor">Who does the work.</param>
internal sealed class LocalDispatcher(TrialExecutor executor) : ITrialDispatcher, ITrialGauge
{
    private static readonly TimeSpan s_collection = TimeSpan.FromSeconds(1);
    private readonly Stopwatch _sinceCollection = new();

    public Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        // A thread of its own, not one of the pool's: a trial that never ends must not take one away from the others. In the background, so that it does not keep the process alive.
        var completion = new TaskCompletionSource<TrialReport>();
        var thread = new Thread(() => completion.SetResult(executor.Run(request, progress, cancellationToken)))
        {
            IsBackground = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"Trial {request.TrialId}"),
        };
        thread.Start();
        return completion.Task;
    }

    /// <summary>The whole process's memory: trials in one process cannot be told apart.</summary>
    public double UsedMegabytes(bool isExact)
    {
        if (isExact && (!_sinceCollection.IsRunning || _sinceCollection.Elapsed > s_collection))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _sinceCollection.Restart();
        }

        return Environment.WorkingSet / (double)(1 << 20);
    }

    public double? MegabytesOf(int trialId) => null;

    public TimeSpan? ElapsedOf(int trialId) => null;

    /// <summary>A thread cannot be killed.</summary>
    public void Kill(int trialId)
    {
    }
}

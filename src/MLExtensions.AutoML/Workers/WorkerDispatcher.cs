namespace MLExtensions.AutoML;

/// <summary>Runs trials in worker processes, each for one trial after the other. One that crashes or has to be killed is replaced.</summary>
internal sealed class WorkerDispatcher : ITrialDispatcher, ITrialGauge, IDisposable
{
    private static readonly TimeSpan s_measuring = TimeSpan.FromMilliseconds(100);
    private readonly WorkerProcessOptions _options;
    private readonly int _threads;
    private readonly int _seed;
    private readonly SearchIdentity _identity;
    private readonly List<WorkerProcess> _workers = [];
    private readonly Stack<WorkerProcess> _idle = [];
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private bool _isDisposed;

    /// <param name="options">How they are started.</param>
    /// <param name="threads">Threads that a trial may use.</param>
    /// <param name="seed">The search's seed.</param>
    /// <param name="identity">What the search is.</param>
    public WorkerDispatcher(WorkerProcessOptions options, int threads, int seed, SearchIdentity identity)
    {
        _options = options;
        _threads = threads;
        _seed = seed;
        _identity = identity;
        _timer = new Timer(_ => UsedMegabytes(isExact: false), null, s_measuring, s_measuring);
    }

    public Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken) =>
        Task.Run(() => RunCoreAsync(request, progress, cancellationToken), CancellationToken.None);

    public double UsedMegabytes(bool isExact)
    {
        WorkerProcess[] workers;
        lock (_lock)
        {
            workers = [.. _workers];
        }

        return workers.Sum(worker => worker.Megabytes());
    }

    public double? MegabytesOf(int trialId) => Find(trialId)?.Megabytes() ?? 0;

    /// <summary>Without the time that its process took to start.</summary>
    public TimeSpan? ElapsedOf(int trialId) => Find(trialId)?.Elapsed ?? TimeSpan.Zero;

    public void Kill(int trialId) => Find(trialId)?.Kill();

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var worker in _workers)
            {
                worker.Dispose();
            }

            _workers.Clear();
            _idle.Clear();
        }
    }

    private async Task<TrialReport> RunCoreAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        WorkerProcess? worker;
        lock (_lock)
        {
            while (_idle.TryPop(out worker) && !worker.IsAlive)
            {
                _workers.Remove(worker);
            }
        }

        if (worker is null)
        {
            worker = await WorkerProcess.StartAsync(_options, _threads, _seed, _identity, Add).ConfigureAwait(false);
        }

        var report = await worker.RunAsync(request, progress, cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (worker.IsAlive && !_isDisposed)
            {
                _idle.Push(worker);
            }
            else
            {
                _workers.Remove(worker);
                worker.Dispose();
            }
        }

        // Killed because it was cancelled, it did not fail.
        return cancellationToken.IsCancellationRequested && report.Status == TrialStatus.Failed && !worker.IsAlive
            ? report with { Status = TrialStatus.Cancelled, Reason = "It was cancelled." }
            : report;
    }

    // Known before it is ready, so that none is left behind where the search ends meanwhile.
    private void Add(WorkerProcess worker)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                worker.Dispose();
            }
            else
            {
                _workers.Add(worker);
            }
        }
    }

    private WorkerProcess? Find(int trialId)
    {
        lock (_lock)
        {
            return _workers.Find(worker => worker.TrialId == trialId);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MLExtensions.AutoML;

/// <summary>A worker process, as the search sees it. It runs one trial at a time.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int ErrorLines = 8;
    private readonly Process _process;
    private readonly WorkerProcessOptions _options;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<IReadOnlyDictionary<string, string>> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Thread _errorReader;
    private Running? _running;
    private bool _hasEnded;

    private WorkerProcess(Process process, WorkerProcessOptions options)
    {
        _process = process;
        _options = options;
        _errorReader = new Thread(ReadErrors) { IsBackground = true, Name = "Worker's errors" };
        _errorReader.Start();
        new Thread(ReadMessages) { IsBackground = true, Name = "Worker's messages" }.Start();
    }

    /// <summary>Whether it can run another trial.</summary>
    public bool IsAlive
    {
        get
        {
            lock (_lock)
            {
                return !_hasEnded;
            }
        }
    }

    /// <summary>The trial that runs; null for none.</summary>
    public int? TrialId
    {
        get
        {
            lock (_lock)
            {
                return _running?.Request.TrialId;
            }
        }
    }

    /// <summary>How long that trial has been running.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_lock)
            {
                return _running?.Clock.Elapsed ?? TimeSpan.Zero;
            }
        }
    }

    /// <summary>Its resident memory in megabytes; 0 where it has ended. It is noted as the trial's.</summary>
    public double Megabytes()
    {
        double megabytes;
        try
        {
            _process.Refresh();
            megabytes = _process.WorkingSet64 / (double)(1 << 20);
        }
        catch (InvalidOperationException)
        {
            return 0;
        }

        lock (_lock)
        {
            if (_running is { } running)
            {
                running.PeakMegabytes = Math.Max(running.PeakMegabytes, megabytes);
            }
        }

        return megabytes;
    }

    /// <summary>Starts a worker, and waits until it is set up.</summary>
    /// <param name="options">How.</param>
    /// <param name="threads">Threads that its trials may use.</param>
    /// <param name="seed">The search's seed.</param>
    /// <param name="identity">What the search is.</param>
    /// <param name="onStarted">Told of the worker while it is being set up.</param>
    /// <exception cref="WorkerStartException">It cannot be used.</exception>
    public static async Task<WorkerProcess> StartAsync(WorkerProcessOptions options, int threads, int seed, SearchIdentity identity, Action<WorkerProcess> onStarted)
    {
        Process process;
        try
        {
            process = Process.Start(WorkerProgram.StartInfo(options, threads))!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            throw new WorkerStartException($"The worker process could not be started: {exception.Message}", exception);
        }

        var worker = new WorkerProcess(process, options);
        onStarted(worker);
        try
        {
            worker.Write(new WorkerMessage { Seed = seed });
            var parts = await worker._ready.Task.WaitAsync(TimeSpan.FromSeconds(options.StartSeconds)).ConfigureAwait(false);

            // The worker knows its pipeline, data and metric; of the rest it has no say.
            var own = new SearchIdentity(identity.Parts.Where(part => parts.ContainsKey(part.Key) || part.Key.StartsWith("estimator ", StringComparison.Ordinal)).ToDictionary());
            if (own.FirstDifference(parts, "in the worker process") is { } difference)
            {
                throw new WorkerStartException($"The worker process has another experiment: {difference}. The function that TrialWorker.TryRun is given must set up the same one.");
            }

            return worker;
        }
        catch (Exception exception)
        {
            worker.Dispose();
            throw exception is TimeoutException
                ? new WorkerStartException(string.Create(
                    CultureInfo.InvariantCulture, $"The worker process was not ready after {options.StartSeconds:G6} seconds. Does the program call TrialWorker.TryRun(args, ...) before anything else? To give it more time set WorkerProcessOptions.StartSeconds.{worker.Said}"))
                : exception;
        }
    }

    /// <summary>Runs a trial. It is killed with the process where it does not obey, and where the process ends the report says how.</summary>
    public async Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        var running = new Running(request, progress);
        lock (_lock)
        {
            _running = running;
        }

        Write(new WorkerMessage { Run = request });
        if (!IsAlive)
        {
            Complete(Crash(running));
        }

        using (cancellationToken.Register(() => Cancel(running)))
        {
            return await running.Completion.Task.ConfigureAwait(false);
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended, or is about to.
        }
    }

    public void Dispose() => Kill();

    private string Said
    {
        get
        {
            lock (_errors)
            {
                return _errors.Count == 0 ? "" : $" It said: {string.Join(" | ", _errors)}";
            }
        }
    }

    private void Cancel(Running running)
    {
        Write(new WorkerMessage { Cancel = running.Request.TrialId });
        Task.Delay(TimeSpan.FromSeconds(_options.KillAfterSeconds)).ContinueWith(
            _ =>
            {
                if (!running.Completion.Task.IsCompleted)
                {
                    Kill();
                }
            },
            TaskScheduler.Default);
    }

    private void Write(WorkerMessage message)
    {
        try
        {
            lock (_process)
            {
                _process.StandardInput.WriteLine(message.ToLine());
                _process.StandardInput.Flush();
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended; who reads its messages will say so.
        }
    }

    private void ReadMessages()
    {
        try
        {
            while (_process.StandardOutput.ReadLine() is { } line)
            {
                if (WorkerMessage.Parse(line) is { } message)
                {
                    Take(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or ObjectDisposedException)
        {
            // What it writes makes no sense any more.
            Kill();
        }

        _process.WaitForExit();
        _errorReader.Join(TimeSpan.FromSeconds(1));
        Running? running;
        lock (_lock)
        {
            _hasEnded = true;
            running = _running;
        }

        _ready.TrySetException(new WorkerStartException(
            $"The worker process ended ({ExitText}) before it was ready. Does the program call TrialWorker.TryRun(args, ...) before anything else?{Said}"));
        if (running is not null)
        {
            Complete(Crash(running));
        }
    }

    private void Take(WorkerMessage message)
    {
        Running? running;
        lock (_lock)
        {
            running = _running;
        }

        if (message.Ready is { } parts)
        {
            _ready.TrySetResult(parts);
        }
        else if (message.Error is { } error)
        {
            _ready.TrySetException(new WorkerStartException($"The worker process could not set up the experiment: {error}"));
        }
        else if (message.Epoch is { } epoch)
        {
            running?.Curve.Add(epoch);
            running?.Progress.Report(epoch);
        }
        else if (message.Report is { } report && report.TrialId == running?.Request.TrialId)
        {
            Complete(report);
        }
    }

    private void Complete(TrialReport report)
    {
        Megabytes();
        Running? running;
        lock (_lock)
        {
            running = _running;
            _running = null;
        }

        running?.Completion.TrySetResult(report with { PeakMegabytes = running.PeakMegabytes > 0 ? running.PeakMegabytes : null });
    }

    private TrialReport Crash(Running running)
    {
        string said = Said;
        bool isOutOfMemory = said.Contains("Out of memory", StringComparison.OrdinalIgnoreCase) || said.Contains("OutOfMemoryException", StringComparison.Ordinal);
        return TrialReport.Without(
            running.Request, isOutOfMemory ? TrialStatus.OutOfMemory : TrialStatus.Failed, $"Its process ended ({ExitText}).{said}", running.StartedAtUtc, running.Clock.Elapsed.TotalSeconds, running.Curve.ToList());
    }

    private string ExitText
    {
        get
        {
            // On Unix a process that a signal killed has 128 and the signal's number.
            int code = _process.HasExited ? _process.ExitCode : 0;
            return code is > 128 and < 160 && !OperatingSystem.IsWindows()
                ? string.Create(CultureInfo.InvariantCulture, $"signal {code - 128}")
                : string.Create(CultureInfo.InvariantCulture, $"exit code {code}");
        }
    }

    private void ReadErrors()
    {
        try
        {
            while (_process.StandardError.ReadLine() is { } line)
            {
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                lock (_errors)
                {
                    // The first lines say what happened, the rest is where.
                    if (_errors.Count < ErrorLines)
                    {
                        _errors.Enqueue(line.Trim());
                    }
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It has ended.
        }
    }

    private sealed class Running(TrialRequest request, IProgress<TrialEpoch> progress)
    {
        public TrialRequest Request => request;

        public IProgress<TrialEpoch> Progress => progress;

        public TaskCompletionSource<TrialReport> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Stopwatch Clock { get; } = Stopwatch.StartNew();

        public DateTime StartedAtUtc { get; } = DateTime.UtcNow;

        public LearningCurve Curve { get; } = new();

        public double PeakMegabytes { get; set; }
    }
}

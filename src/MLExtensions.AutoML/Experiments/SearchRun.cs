using System.Collections.Concurrent;
using System.Globalization;

namespace MLExtensions.AutoML;

/// <summary>
/// Runs a search: starts trials, watches time and memory, takes reports. All of it happens on the thread that calls <see cref="Run"/>; what comes from elsewhere waits in a queue.
/// </summary>
internal sealed class SearchRun
{
    // Where none of so many first trials could be run, the fault is not the trials'.
    private const int FirstFailures = 20;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly SearchSettings _settings;
    private readonly ITrialDispatcher _dispatcher;
    private readonly SearchPlan _plan;
    private readonly SearchReporter _reporter;
    private readonly ITrialGauge? _gauge;
    private readonly MemoryWatch _memory;
    private readonly int _seed;
    private readonly Func<double> _seconds;
    private readonly CancellationToken _cancellationToken;
    private readonly BlockingCollection<Action> _events = [];
    private readonly List<RunningTrial> _running = [];
    private readonly HashSet<int> _alone = [];
    private StopCause? _stop;
    private double _stoppedAt;
    private Exception? _fault;

    /// <param name="settings">The search.</param>
    /// <param name="dispatcher">Who runs trials.</param>
    /// <param name="plan">What is to be done.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="seed">The search's seed.</param>
    /// <param name="seconds">The seconds since the search began.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public SearchRun(
        SearchSettings settings, ITrialDispatcher dispatcher, SearchPlan plan, SearchReporter reporter, int seed, Func<double> seconds, CancellationToken cancellationToken)
    {
        _settings = settings;
        _dispatcher = dispatcher;
        _plan = plan;
        _reporter = reporter;
        _gauge = dispatcher as ITrialGauge;
        _memory = new MemoryWatch(settings.Megabytes, _gauge);
        _seed = seed;
        _seconds = seconds;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Why the search ended before all its trials had run; null where it did not.</summary>
    public StopCause? Stop => _stop;

    /// <summary>Runs the search to its end, and leaves nothing running that obeys.</summary>
    /// <exception cref="Exception">What the dispatcher, the tuner or the journal threw.</exception>
    public void Run()
    {
        using var registration = _cancellationToken.Register(() => _events.Add(() => { }));
        Try(_plan.Advance);
        _reporter.Started(_plan);
        while (true)
        {
            Try(Watch);
            if (_stop is null)
            {
                Try(() =>
                {
                    _plan.Advance();
                    StartTrials();
                });
            }

            bool isOver = _running.Count == 0 ? _stop is not null || _plan.IsDone : _stop is not null && _seconds() - _stoppedAt > StopGrace;
            if (isOver)
            {
                break;
            }

            Wait();
        }

        // Who did not obey in time is left behind.
        foreach (var left in _running)
        {
            left.Trial.StartedAtUtc ??= left.StartedAtUtc;
        }

        _running.Clear();
        if (_fault is not null)
        {
            throw _fault;
        }

        _plan.Leave();
    }

    /// <summary>How long trials have to obey when the search ends: a part of the budget that leaves it within 5 %.</summary>
    private double StopGrace => _stop == StopCause.OutOfTime ? Math.Clamp(0.02 * _settings.Seconds!.Value, 0.05, s_grace.TotalSeconds) : s_grace.TotalSeconds;

    private void Wait()
    {
        double left = _settings.Seconds is { } budget && _stop is null ? Math.Max(0, budget - _seconds()) : double.MaxValue;
        var wait = left < s_poll.TotalSeconds ? TimeSpan.FromSeconds(left) : s_poll;
        if (_events.TryTake(out var action, wait))
        {
            do
            {
                Try(action);
            }
            while (_events.TryTake(out action));
        }
    }

    private void Watch()
    {
        if (_stop is null && _cancellationToken.IsCancellationRequested)
        {
            StopFor(StopCause.Cancelled);
        }
        else if (_stop is null && _seconds() >= _settings.Seconds)
        {
            StopFor(StopCause.OutOfTime);
        }

        foreach (var running in _running.ToList())
        {
            var elapsed = _gauge?.ElapsedOf(running.Trial.Id) ?? running.Elapsed;
            if (running.Trial.Seconds + elapsed.TotalSeconds > _settings.TrialSeconds)
            {
                running.Cancel(GiveUp.TimedOut);
            }

            if (running.GivenUp is not null && running.SinceGivenUp > s_grace && _stop is null)
            {
                Finish(running, running.Without(TrialStatus.Cancelled, "It was cancelled."), note: " It did not obey: its thread was left behind.");
            }
        }

        if (_stop is null && _memory.Check(_running) is { } found)
        {
            // Memory does not wait until a trial has heard of it.
            found.Trial.Cancel(found.Cause);
            _gauge!.Kill(found.Trial.Trial.Id);
        }
    }

    private void StartTrials()
    {
        while (_running.Count < _settings.Parallel)
        {
            var next = NotRunning() ?? (_plan.ProposeMore() ? NotRunning() : null);
            if (next is null)
            {
                return;
            }

            bool isLonely = _alone.Contains(next.Id) || _running.Exists(running => _alone.Contains(running.Trial.Id));
            if (_running.Count > 0 && (isLonely || !_memory.AllowsAnother(_running.Count)))
            {
                return;
            }

            Start(next);
        }
    }

    private SearchTrial? NotRunning() => _plan.Runnable.FirstOrDefault(trial => _running.TrueForAll(running => running.Trial != trial));

    private void Start(SearchTrial trial)
    {
        var request = new TrialRequest
        {
            TrialId = trial.Id,
            Rung = trial.Reports.Count,
            Parameter = trial.Proposal.Parameter,
            Seed = TrialSeed.Of(_seed, trial.Id),
            Epochs = _plan.PauseAfter(trial),
            Threads = _settings.ThreadsPerTrial,
            MegabytesLimit = _settings.Megabytes,
            SecondsLimit = _settings.TrialSeconds is { } limit ? Math.Max(0, limit - trial.Seconds) : null,
            Folder = TrialFiles.FolderOf(_settings.Folder!, trial.Id),
        };
        var running = new RunningTrial(trial, request);
        trial.StartedAtUtc ??= running.StartedAtUtc;
        _running.Add(running);
        _reporter.Running = _running.Count;
        _reporter.TrialStarted(trial);
        var progress = new Heard(epoch => _events.Add(() => OnEpoch(running, epoch)));
        Dispatch(request, progress, running.Token).ContinueWith(
            task => _events.Add(() => OnReport(running, task)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task<TrialReport> Dispatch(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        try
        {
            return _dispatcher.RunAsync(request, progress, cancellationToken);
        }
        catch (Exception exception)
        {
            return Task.FromException<TrialReport>(exception);
        }
    }

    private void OnEpoch(RunningTrial running, TrialEpoch epoch)
    {
        running.Curve.Add(epoch);
        if (_running.Contains(running))
        {
            _reporter.Epoch(running.Trial, epoch);
        }
    }

    private void OnReport(RunningTrial running, Task<TrialReport> task)
    {
        running.Dispose();
        if (!_running.Contains(running))
        {
            return; // It was left behind, and has come back.
        }

        if (task.Exception?.GetBaseException() is { } exception)
        {
            if (exception is WorkerStartException)
            {
                _running.Remove(running);
                throw exception;
            }

            Finish(running, running.Without(TrialStatus.Failed, $"The dispatcher failed: {exception.GetType().Name}: {exception.Message}"));
            return;
        }

        Finish(running, task.IsCanceled ? running.Without(TrialStatus.Cancelled, "It was cancelled.") : task.Result);
    }

    private void Finish(RunningTrial running, TrialReport report, string note = "")
    {
        _running.Remove(running);
        _reporter.Running = _running.Count;

        // What was done before it heard that it was given up counts.
        var taken = report.Status != TrialStatus.Cancelled
            ? report
            : running.GivenUp switch
            {
                GiveUp.TimedOut => Instead(TrialStatus.TimedOut, $"It took longer than the {_settings.TrialSeconds:G6} seconds that a trial may take.{note}"),
                GiveUp.OutOfMemory => Instead(TrialStatus.OutOfMemory, $"It needed more than the {_settings.Megabytes:F0} megabytes that the search may use.{note}"),
                GiveUp.MakesRoom or GiveUp.SearchEnds => null,
                _ => Instead(TrialStatus.Failed, report.Reason ?? "It was cancelled, though nobody asked for that."),
            };
        if (taken is null)
        {
            if (running.GivenUp == GiveUp.MakesRoom)
            {
                _alone.Add(running.Trial.Id);
                _reporter.Message(string.Create(CultureInfo.InvariantCulture, $"Trial {running.Trial.Id} makes room, as trials use more than {_settings.Megabytes:F0} megabytes: it is run again when no other runs."));
            }

            return;
        }

        _plan.Take(running.Trial, taken);
        if (running.Trial.IsPaused)
        {
            _reporter.Measured(running.Trial);
        }

        if (_stop is null && _plan.Trials.Count(trial => trial.End is not null) is >= FirstFailures and var ended
            && _plan.Trials.Count(trial => trial.End?.Status == TrialStatus.Failed) == ended)
        {
            StopFor(StopCause.AllFail);
        }

        TrialReport Instead(TrialStatus status, string reason) => TrialReport.Without(
            running.Request, status, reason, running.StartedAtUtc, running.Elapsed.TotalSeconds, report.Curve.Count > 0 ? report.Curve : running.Curve.ToList()) with
        {
            PeakMegabytes = report.PeakMegabytes,
        };
    }

    private void StopFor(StopCause cause)
    {
        _stop = cause;
        _plan.IsClosed = true;
        _stoppedAt = _seconds();
        foreach (var running in _running)
        {
            running.Cancel(GiveUp.SearchEnds);
        }
    }

    // What fails here is none of the trials: the search cannot go on, and ends in order.
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            _fault ??= exception;
            if (_stop is null)
            {
                StopFor(StopCause.Broken);
            }
        }
    }

    private sealed class Heard(Action<TrialEpoch> hear) : IProgress<TrialEpoch>
    {
        public void Report(TrialEpoch value) => hear(value);
    }
}

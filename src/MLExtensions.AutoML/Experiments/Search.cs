using System.Diagnostics;
using System.Globalization;

namespace MLExtensions.AutoML;

/// <summary>Puts a search together from its settings, runs it, and makes its result.</summary>
internal static class Search
{
    /// <summary>Runs a search on the calling thread.</summary>
    public static ExperimentResult Run(SearchSettings settings, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var temporary = settings.Folder is null ? new TemporaryFolder(settings.Context.TempFilePath) : null;
        try
        {
            settings = settings with { Folder = settings.Folder ?? temporary!.FullName };
            return Run(settings, temporary, clock, cancellationToken);
        }
        catch
        {
            temporary?.Dispose();
            throw;
        }
    }

    private static ExperimentResult Run(SearchSettings settings, TemporaryFolder? temporary, Stopwatch clock, CancellationToken cancellationToken)
    {
        var identity = Identify(settings, out var earlier);
        var head = new JournalHead
        {
            Version = JournalHead.CurrentVersion,
            Seed = settings.Seed ?? Random.Shared.Next(),
            MetricName = settings.Metric.MetricName,
            IsMaximize = settings.Metric.IsMaximize,
            Identity = identity.Parts,
            StartedAtUtc = DateTime.UtcNow,
        };
        using var journal = Journal.Open(settings.Folder!, head);
        double before = journal.Seconds;
        double Seconds() => before + clock.Elapsed.TotalSeconds;

        int seed = journal.Head.Seed;
        var tuner = new SearchTuner(settings.CreateTuner(settings.TunerSpace(), seed), settings.Metric, isReproducible: settings.Seed is not null);
        earlier?.Tell(tuner);
        var reporter = new SearchReporter(settings, tuner, Seconds);
        var plan = new SearchPlan(settings, tuner, journal, Seconds, reporter.TrialEnded);
        var executor = new TrialExecutor(settings.Context, settings.Pipeline, settings.Data, settings.Metric, seed);
        var dispatcher = settings.Dispatcher
            ?? (settings.Workers is { } workers ? new WorkerDispatcher(workers, settings.ThreadsPerTrial, seed, identity) : new LocalDispatcher(executor));
        var run = new SearchRun(settings, dispatcher, plan, reporter, seed, Seconds, cancellationToken);
        try
        {
            run.Run();
        }
        finally
        {
            Dispose(dispatcher);
        }

        List<SearchTrial> ended = [.. plan.Trials.Where(trial => trial.End is not null)];
        ThrowIfNothing(ended, run.Stop, settings, cancellationToken);
        var result = new ExperimentResult(settings, executor, seed, ended, TimeSpan.FromSeconds(Seconds()), temporary);
        reporter.Ended(Summary(result, run.Stop));
        return result;
    }

    private static SearchIdentity Identify(SearchSettings settings, out EarlierSearch? earlier)
    {
        var parts = SearchIdentity.Describe(settings.Pipeline, settings.Metric, settings.Data);
        foreach (var (name, rows) in settings.Data.CountRows())
        {
            parts[name] = rows;
        }

        parts["seed"] = settings.Seed?.ToString(CultureInfo.InvariantCulture) ?? "(random)";
        parts["tuner"] = settings.TunerName;
        if (settings.Halving is { } halving)
        {
            parts["successive halving"] = string.Create(CultureInfo.InvariantCulture, $"{halving.Trials} trials, {halving.RungCount} rungs from {halving.MinimumEpochs} epochs, one of {halving.Eta}");
        }
        else
        {
            parts["window"] = settings.Window.ToString(CultureInfo.InvariantCulture);
        }

        earlier = settings.WarmStart is { } folder ? EarlierSearch.Read(folder, new SearchIdentity(parts)) : null;
        if (earlier is not null)
        {
            parts["warm start"] = earlier.Digest;
        }

        return new SearchIdentity(parts);
    }

    private static void Dispose(ITrialDispatcher dispatcher)
    {
        if (dispatcher is IAsyncDisposable asynchronous)
        {
            asynchronous.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        else
        {
            (dispatcher as IDisposable)?.Dispose();
        }
    }

    private static void ThrowIfNothing(List<SearchTrial> ended, StopCause? stop, SearchSettings settings, CancellationToken cancellationToken)
    {
        if (ended.Exists(trial => trial.End!.Status is TrialStatus.Completed or TrialStatus.Pruned))
        {
            return;
        }

        var reasons = ended.Where(trial => trial.End!.Status != TrialStatus.Cancelled).GroupBy(trial => trial.End!.Status).Select(
            group => $"{group.Count()} {group.Key}, such as trial {group.First().Id} ({group.First().Proposal.Pipeline}): {group.First().End!.Reason}");
        string said = string.Join(" ", reasons);
        throw stop switch
        {
            StopCause.Cancelled => new OperationCanceledException($"The search was cancelled before a trial had a metric. {said}".Trim(), cancellationToken),
            StopCause.OutOfTime => new TimeoutException($"The {settings.Seconds} seconds of the search were over before a trial had a metric. {said}".Trim()),
            _ => new InvalidOperationException($"None of {ended.Count} trials has a metric. {said}"),
        };
    }

    private static string Summary(ExperimentResult result, StopCause? stop)
    {
        string cause = stop switch
        {
            StopCause.Cancelled => "cancelled",
            StopCause.OutOfTime => "its time is over",
            _ => "all trials have run",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The search ended after {result.Elapsed.TotalSeconds:F1} s ({cause}): {result.Leaderboard.Count} trials, the best is trial {result.Best.TrialId} ({result.Best.Pipeline}) with {result.MetricName} {result.Best.Metric:G6}.");
    }
}

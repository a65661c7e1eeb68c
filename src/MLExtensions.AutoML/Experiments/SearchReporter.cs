using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Runtime;

namespace MLExtensions.AutoML;

/// <summary>Tells the user's monitor, progress and log of what happens. Called from the search's thread alone.</summary>
/// <param name="settings">The search.</param>
/// <param name="tuner">Makes AutoML's results of trials.</param>
/// <param name="seconds">The seconds since the search began.</param>
internal sealed class SearchReporter(SearchSettings settings, SearchTuner tuner, Func<double> seconds)
{
    private int _ended;
    private bool _hasFailed;

    /// <summary>The best trial so far and its metric.</summary>
    public (int TrialId, double Metric)? Best { get; private set; }

    /// <summary>Trials that are running.</summary>
    public int Running { get; set; }

    /// <summary>The search begins, or goes on, with what is known already.</summary>
    public void Started(SearchPlan plan)
    {
        foreach (var trial in plan.Trials)
        {
            Consider(trial);
        }

        string? message = _ended == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"Going on with the search in '{settings.Folder}': {_ended} trials have ended.");
        if (plan.HasOtherProposals)
        {
            message += " The tuner proposes other values than it did before: trials that had begun go on as they were.";
        }

        if (message is not null)
        {
            Log(message);
        }

        Tell(new SearchUpdateParts(SearchEvent.SearchStarted) { Message = message });
    }

    public void TrialStarted(SearchTrial trial)
    {
        Guard(monitor => monitor.ReportRunningTrial(new TrialSettings { TrialId = trial.Id, Parameter = trial.TunerParameter, StartedAtUtc = DateTime.UtcNow }), trial.Reports.Count == 0);
        Tell(new SearchUpdateParts(SearchEvent.TrialStarted) { Trial = trial });
    }

    public void Epoch(SearchTrial trial, TrialEpoch epoch) => Tell(new SearchUpdateParts(SearchEvent.TrialEpoch) { Trial = trial, Epoch = epoch });

    /// <summary>A trial, or a rung of it, gave a metric.</summary>
    public void Measured(SearchTrial trial)
    {
        Consider(trial);
        if (trial.IsPaused)
        {
            Tell(new SearchUpdateParts(SearchEvent.TrialPaused) { Trial = trial });
        }
    }

    private void Consider(SearchTrial trial)
    {
        if (trial.Metric is { } metric && (Best is not { } best || settings.Metric.LossOf(metric) < settings.Metric.LossOf(best.Metric)))
        {
            Best = (trial.Id, metric);
        }
    }

    public void TrialEnded(SearchTrial trial, TrialRecord record, bool isKnown)
    {
        _ended++;
        Measured(trial);
        if (isKnown)
        {
            return;
        }

        bool isBest = Best?.TrialId == trial.Id && record.Metric is not null;
        Log(Line(record, isBest));
        if (record.Metric is not null)
        {
            var result = tuner.Result(trial.Id, trial.TunerParameter, record);
            Guard(monitor => monitor.ReportCompletedTrial(result));
            Guard(monitor => monitor.ReportBestTrial(result), isBest);
        }
        else
        {
            var ended = new TrialSettings { TrialId = trial.Id, Parameter = trial.TunerParameter, StartedAtUtc = record.StartedAtUtc, EndedAtUtc = record.EndedAtUtc };
            Guard(monitor => monitor.ReportFailTrial(ended, ExceptionOf(record)));
        }

        Tell(new SearchUpdateParts(SearchEvent.TrialEnded) { Trial = trial, Record = record });
    }

    public void Message(string message) => Log(message);

    public void Ended(string message)
    {
        Log(message);
        Tell(new SearchUpdateParts(SearchEvent.SearchEnded) { Message = message });
    }

    private string Line(TrialRecord record, bool isBest) => string.Create(
        CultureInfo.InvariantCulture,
        $"Trial {record.TrialId} ({record.Pipeline}) {(record.Status == TrialStatus.Completed ? "" : $"{record.Status}: ")}{(record.Metric is { } metric ? $"{settings.Metric.MetricName} {metric:G6}" : record.Reason)}{(record.Epochs is { } epochs ? $", {epochs} epochs" : "")}, {record.Seconds:F1} s{(isBest ? ", the best so far" : "")}.");

    private static Exception ExceptionOf(TrialRecord record) => record.Status switch
    {
        TrialStatus.OutOfMemory => new InsufficientMemoryException(record.Reason),
        TrialStatus.TimedOut => new TimeoutException(record.Reason),
        TrialStatus.Cancelled => new OperationCanceledException(record.Reason),
        _ => new InvalidOperationException(record.Reason),
    };

    private void Tell(SearchUpdateParts parts)
    {
        if (settings.Progress is not { } progress)
        {
            return;
        }

        double elapsed = seconds();
        var update = new SearchUpdate
        {
            Event = parts.Event,
            TrialId = parts.Trial?.Id,
            Pipeline = parts.Trial?.Proposal.Pipeline,
            Epoch = parts.Epoch,
            Record = parts.Record,
            Ended = _ended,
            Running = Running,
            MetricName = settings.Metric.MetricName,
            BestMetric = Best?.Metric,
            BestTrialId = Best?.TrialId,
            Elapsed = TimeSpan.FromSeconds(elapsed),
            Left = settings.Seconds is { } budget ? TimeSpan.FromSeconds(Math.Max(0, budget - elapsed)) : null,
            Message = parts.Message,
        };
        Guard(() => progress.Report(update));
    }

    private void Guard(Action<IMonitor> tell, bool isDue = true)
    {
        if (isDue && settings.Monitor is { } monitor)
        {
            Guard(() => tell(monitor));
        }
    }

    // What only watches must not end the search.
    private void Guard(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception exception)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                Log($"A monitor or progress threw {exception.GetType().Name}: {exception.Message} The search goes on; this is said once.");
            }
        }
    }

    private void Log(string line)
    {
        using var channel = ((IChannelProvider)settings.Context).Start("ParallelExperiment");
        channel.Info(MessageSensitivity.All, line);
    }

    private readonly record struct SearchUpdateParts(SearchEvent Event)
    {
        public SearchTrial? Trial { get; init; }

        public TrialEpoch? Epoch { get; init; }

        public TrialRecord? Record { get; init; }

        public string? Message { get; init; }
    }
}

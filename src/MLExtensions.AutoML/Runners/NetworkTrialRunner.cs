using System.Diagnostics;
using MLExtensions.Persistence;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>
/// Runs one trial of ML.NET's own experiment: fits and evaluates as that does, records what comes of it, gives hopeless networks up, and ends a failed trial in a way that the experiment goes on after.
/// </summary>
internal sealed class NetworkTrialRunner : ITrialRunner
{
    private readonly MLContext _context;
    private readonly SweepablePipeline _pipeline;
    private readonly IEvaluateMetricManager _metric;
    private readonly IDatasetManager _data;
    private readonly NetworkTrialOptions _options;
    private readonly MedianStoppingRule? _rule;

    /// <param name="context">The trial's own context.</param>
    /// <param name="pipeline">What is searched.</param>
    /// <param name="metric">How a model is judged.</param>
    /// <param name="data">What it is trained and judged on.</param>
    /// <param name="options">How.</param>
    /// <param name="rule">Shared by all trials; null where no network is given up.</param>
    public NetworkTrialRunner(
        MLContext context, SweepablePipeline pipeline, IEvaluateMetricManager metric, IDatasetManager data, NetworkTrialOptions options, MedianStoppingRule? rule)
    {
        (_context, _pipeline, _metric, _data, _options, _rule) = (context, pipeline, metric, data, options, rule);
    }

    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct) => Task.Run(() => Run(settings, ct), CancellationToken.None);

    public void Dispose()
    {
    }

    private TrialResult Run(TrialSettings settings, CancellationToken ct)
    {
        var trial = new Trial(settings, Stopwatch.StartNew());
        try
        {
            // What trains a network is told by its token, what trains anything else by the context.
            using CancellationTokenRegistration registration = ct.Register(() => MLNetInternals.CancelExecution(_context));
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            trial.Parameter = settings.Parameter[SearchTuner.PipelineKey];
            trial.Pipeline = PipelineNames.Of(_pipeline, trial.Parameter);
            var scope = new TrialScope { Threads = _options.Threads, CancellationToken = stop.Token, Report = epoch => Take(trial, epoch, stop) };
            TrialScope.Attach(_context, scope);
            trial.Scope = scope;
            ITransformer model = RunFolds(trial, scope, ct);
            double metric = trial.Metrics.Average();
            if (!double.IsFinite(metric))
            {
                throw End(trial, TrialStatus.Diverged, $"{_metric.MetricName} is {metric}.", exception: null);
            }

            _rule?.Complete(settings.TrialId);
            _options.Log?.Add(RecordOf(trial, trial.IsHopeless ? TrialStatus.Pruned : TrialStatus.Completed, reason: null));
            return new TrialResult
            {
                TrialSettings = settings,
                Model = model,
                Metric = metric,
                Loss = _metric.IsMaximize ? -metric : metric,
                DurationInMilliseconds = Math.Max(1, trial.Clock.Elapsed.TotalMilliseconds),
            };
        }
        catch (Exception exception) when (exception is not TrialFailedException)
        {
            var (status, reason) = ct.IsCancellationRequested ? (TrialStatus.Cancelled, "The search ended while it ran.") : TrialFailure.Explain(exception);
            throw End(trial, status, reason, TrialFailure.Cause(exception));
        }
    }

    private void Take(Trial trial, TrialEpoch epoch, CancellationTokenSource stop)
    {
        trial.Curve.Add(epoch);
        _options.Progress?.Report(epoch);
        if (!trial.IsHopeless && _rule?.ShouldStop(trial.Settings.TrialId, epoch) == true)
        {
            // The network returns its best weights so far, which are evaluated.
            trial.IsHopeless = true;
            stop.Cancel();
        }
    }

    private ITransformer RunFolds(Trial trial, TrialScope scope, CancellationToken ct)
    {
        ITransformer? first = null;
        foreach ((IDataView training, IDataView validation) in Splits(trial.Settings))
        {
            TransformerChain<ITransformer> model = _pipeline.BuildFromOption(_context, trial.Parameter!).Fit(training);
            ct.ThrowIfCancellationRequested();
            trial.Metrics.Add(_metric.Evaluate(_context, model.Transform(validation)));
            first ??= model;
            if (trial.IsHopeless)
            {
                break;
            }

            scope.Fold++;
        }

        return first ?? throw new InvalidOperationException("The data has no fold.");
    }

    private IEnumerable<(IDataView Training, IDataView Validation)> Splits(TrialSettings settings) => _data switch
    {
        ICrossValidateDatasetManager folds => _context.Data.CrossValidationSplit(folds.Dataset, folds.Fold, folds.SamplingKeyColumnName).Select(fold => (fold.TrainSet, fold.TestSet)),
        ITrainValidateDatasetManager sets => [(sets.LoadTrainDataset(_context, settings), sets.LoadValidateDataset(_context, settings))],
        _ => throw new InvalidOperationException($"The dataset manager is {_data.GetType().Name}; expected an ICrossValidateDatasetManager or an ITrainValidateDatasetManager. Call SetDataset."),
    };

    private TrialFailedException End(Trial trial, TrialStatus status, string reason, Exception? exception)
    {
        TrialRecord record = RecordOf(trial, status, reason);
        _options.Log?.Add(record);
        return new TrialFailedException(reason, exception) { Record = record };
    }

    private static TrialRecord RecordOf(Trial trial, TrialStatus status, string? reason)
    {
        double[] metrics = reason is null ? [.. trial.Metrics] : [];
        double mean = metrics.DefaultIfEmpty().Average();
        return new TrialRecord
        {
            TrialId = trial.Settings.TrialId,
            Pipeline = trial.Pipeline,
            Parameter = trial.Parameter is { } parameter ? PipelineText.Values(parameter) : "{}",
            Status = status,
            Reason = reason,
            Metric = reason is null ? mean : null,
            FoldMetrics = metrics,
            FoldSpread = metrics.Length < 2 ? null : Math.Sqrt(metrics.Sum(metric => (metric - mean) * (metric - mean)) / (metrics.Length - 1)),
            Seconds = trial.Clock.Elapsed.TotalSeconds,
            Epochs = trial.Scope is { EpochsDone: > 0 } scope ? scope.EpochsDone : trial.Curve.Count > 0 ? trial.Curve.Max(epoch => epoch.Epoch) : null,
            StartedAtUtc = trial.Settings.StartedAtUtc,
            EndedAtUtc = DateTime.UtcNow,
            Curve = [.. trial.Curve],
        };
    }

    /// <summary>What is known of the trial while it runs.</summary>
    private sealed class Trial(TrialSettings settings, Stopwatch clock)
    {
        public TrialSettings Settings { get; } = settings;

        public Stopwatch Clock { get; } = clock;

        public string Pipeline { get; set; } = "Unknown";

        public Parameter? Parameter { get; set; }

        public TrialScope? Scope { get; set; }

        public List<TrialEpoch> Curve { get; } = [];

        public List<double> Metrics { get; } = [];

        public bool IsHopeless { get; set; }
    }
}

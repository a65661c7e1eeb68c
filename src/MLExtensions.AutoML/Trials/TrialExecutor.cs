using System.Diagnostics;
using MLExtensions.Networks;
using MLExtensions.Persistence;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MLExtensions.AutoML;

/// <summary>Runs a trial on the thread that it is called on: builds the pipeline, fits and evaluates each fold, saves models and predictions.</summary>
/// <param name="context">The search's context, whose settings the trials' own contexts take over.</param>
/// <param name="pipeline">What is tried.</param>
/// <param name="data">What it is tried on.</param>
/// <param name="metric">What it is compared by.</param>
/// <param name="seed">The search's seed, which divides the folds.</param>
internal sealed class TrialExecutor(MLContext context, SweepablePipeline pipeline, SearchData data, TrialMetric metric, int seed)
{
    /// <summary>Never throws: what went wrong is in the report.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="progress">Told about epochs.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public TrialReport Run(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        var startedAtUtc = DateTime.UtcNow;
        var clock = Stopwatch.StartNew();
        var curve = new LearningCurve();
        try
        {
            return Run(request, curve, progress, cancellationToken) with
            {
                Seconds = clock.Elapsed.TotalSeconds,
                StartedAtUtc = startedAtUtc,
                EndedAtUtc = DateTime.UtcNow,
            };
        }
        catch (Exception exception)
        {
            // Whatever a cancelled trainer throws, it was given up.
            var (status, reason) = cancellationToken.IsCancellationRequested
                ? (TrialStatus.Cancelled, "It was cancelled.")
                : TrialFailure.Explain(exception);
            return TrialReport.Without(request, status, reason, startedAtUtc, clock.Elapsed.TotalSeconds, curve.ToList());
        }
    }

    /// <summary>The pipeline with a trial's values; safe on several threads, since each call has its own pipeline object, which ML.NET's writes to.</summary>
    /// <param name="own">The context of the trial.</param>
    /// <param name="parameter">The values, as JSON.</param>
    public EstimatorChain<ITransformer> Build(MLContext own, string parameter)
    {
        var values = TrialJson.ReadParameter(parameter);
        return pipeline.BuildSweepableEstimatorPipeline(values[PipelineNames.SchemaKey].AsType<string>()).BuildFromOption(own, values);
    }

    /// <summary>A context of a trial's own, with the settings of the search's.</summary>
    /// <param name="trialSeed">Its seed.</param>
    public MLContext CreateContext(int trialSeed) => new(trialSeed)
    {
        GpuDeviceId = context.GpuDeviceId,
        FallbackToCpu = context.FallbackToCpu,
        TempFilePath = context.TempFilePath,
    };

    private TrialReport Run(TrialRequest request, LearningCurve curve, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
    {
        var files = new TrialFiles(request.Folder);
        Directory.CreateDirectory(files.Resolve(TrialFiles.RungName(request.Rung)));
        bool hasCheckpoints = (request.Epochs is not null || request.Rung > 0) && PipelineNames.CanPause(pipeline, TrialJson.ReadParameter(request.Parameter));
        if (hasCheckpoints)
        {
            Directory.CreateDirectory(files.Checkpoints);
        }

        var own = CreateContext(request.Seed);
        own.Log += (_, e) => Relay(request.TrialId, e);
        using var registration = cancellationToken.Register(() => MLNetInternals.CancelExecution(own));
        var scope = new TrialScope
        {
            Threads = request.Threads,
            CancellationToken = cancellationToken,
            CheckpointFolder = hasCheckpoints ? files.Checkpoints : null,
            PauseAfterEpochs = hasCheckpoints ? request.Epochs : null,
            Report = epoch =>
            {
                curve.Add(epoch);
                progress.Report(epoch);
            },
        };
        TrialScope.Attach(own, scope);

        List<double> metrics = [];
        List<string> names = [];
        var predictions = new PredictionCollector(metric);
        double? rowsPerSecond = null;
        var folds = data.Folds(context, seed);
        for (int fold = 0; fold < folds.Count; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            scope.Fold = fold;
            var model = Build(own, request.Parameter).Fit(folds[fold].TrainSet);

            // A network that is cancelled gives the best so far: half a trial, which must not pass for a whole one.
            cancellationToken.ThrowIfCancellationRequested();
            AddHistory(curve, fold, model);
            double value = Evaluate(own, model, fold, folds[fold].TestSet, predictions, out double rate);
            cancellationToken.ThrowIfCancellationRequested();
            if (predictions.Fault is not null || !double.IsFinite(value))
            {
                string reason = predictions.Fault ?? $"{metric.MetricName} is {(double.IsNaN(value) ? "not a number" : "infinite")}{(folds.Count > 1 ? $" in fold {fold}" : "")}.";
                return TrialReport.Without(request, TrialStatus.Diverged, reason, default, 0, curve.ToList());
            }

            metrics.Add(value);
            rowsPerSecond ??= rate;
            names.Add(TrialFiles.ModelName(request.Rung, fold));
            own.Model.SaveAtomic(model, folds[fold].TrainSet.Schema, files.Resolve(names[^1]));
            model.Dispose();
        }

        if (predictions.ToPredictions() is { } all)
        {
            names.Add(TrialFiles.PredictionsName(request.Rung));
            TrialPredictionsFile.Write(files.Resolve(names[^1]), all);
        }

        cancellationToken.ThrowIfCancellationRequested();
        int epochs = Math.Max(scope.EpochsDone, curve.Epochs);
        return new TrialReport
        {
            TrialId = request.TrialId,
            Rung = request.Rung,
            Status = TrialStatus.Completed,
            CanContinue = scope.Paused,
            Metric = metrics.Average(),
            FoldMetrics = metrics,
            ModelBytes = new FileInfo(files.Resolve(names[0])).Length,
            RowsPerSecond = rowsPerSecond,
            Epochs = epochs > 0 ? epochs : null,
            Curve = curve.ToList(),
            Files = names,
        };
    }

    private double Evaluate(MLContext own, TransformerChain<ITransformer> model, int fold, IDataView test, PredictionCollector predictions, out double rowsPerSecond)
    {
        // Scored once, for the predictions and for the metric.
        var scored = model.Transform(test);
        var kept = own.Data.Cache(scored, predictions.ColumnsOf(scored.Schema));
        var clock = Stopwatch.StartNew();
        int rows = predictions.Add(fold, kept);
        rowsPerSecond = rows / Math.Max(clock.Elapsed.TotalSeconds, 1e-9);
        return metric.Evaluate(own, kept);
    }

    // A run that went on from a checkpoint has reported only its own epochs; the network knows all.
    private static void AddHistory(LearningCurve curve, int fold, IEnumerable<ITransformer> model)
    {
        foreach (var history in model.OfType<NetworkTransformer>().Select(transformer => transformer.Model.History).OfType<TrainingHistory>())
        {
            double seconds = 0;
            foreach (var epoch in history.Epochs)
            {
                seconds += epoch.Duration.TotalSeconds;
                curve.AddMissing(new TrialEpoch(fold, epoch.Epoch, history.Epochs.Count, epoch.TrainingLoss, epoch.ValidationLoss, history.MetricName, epoch.ValidationMetric, seconds));
            }
        }
    }

    private void Relay(int trialId, LoggingEventArgs e)
    {
        if (e.Kind == ChannelMessageKind.Trace)
        {
            return;
        }

        using var channel = ((IChannelProvider)context).Start("Trial");
        if (e.Kind == ChannelMessageKind.Info)
        {
            channel.Info(MessageSensitivity.All, $"Trial {trialId}: {e.RawMessage}");
        }
        else
        {
            channel.Warning(MessageSensitivity.All, $"Trial {trialId}: {e.RawMessage}");
        }
    }
}

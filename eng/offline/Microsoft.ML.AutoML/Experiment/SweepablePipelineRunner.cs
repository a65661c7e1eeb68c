using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

/// <summary>Fits the pipeline of a trial, on folds or on the training rows, and evaluates it; of several models it keeps the first.</summary>
internal sealed class SweepablePipelineRunner(
    MLContext context, SweepablePipeline pipeline, IEvaluateMetricManager metricManager, IDatasetManager datasetManager) : ITrialRunner
{
    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        try
        {
            using CancellationTokenRegistration registration = ct.Register(context.CancelExecution);
            return Task.FromResult(Run(settings));
        }
        catch (Exception ex) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ex.Message, ex.InnerException);
        }
    }

    public void Dispose() => context.CancelExecution();

    private TrialResult Run(TrialSettings settings)
    {
        var watch = Stopwatch.StartNew();
        Parameter parameter = settings.Parameter[AutoMLExperiment.PipelineKey];
        ITransformer first = null;
        var metrics = new List<double>();
        foreach ((IDataView train, IDataView test) in Folds(settings))
        {
            TransformerChain<ITransformer> model = pipeline.BuildFromOption(context, parameter).Fit(train);
            metrics.Add(metricManager.Evaluate(context, model.Transform(test)));
            first ??= model;
        }

        double metric = metrics.Average();
        return new TrialResult
        {
            TrialSettings = settings,
            Model = first,
            Metric = metric,
            Loss = metricManager.IsMaximize ? -metric : metric,
            DurationInMilliseconds = watch.ElapsedMilliseconds,
        };
    }

    private IEnumerable<(IDataView Train, IDataView Test)> Folds(TrialSettings settings) => datasetManager switch
    {
        ICrossValidateDatasetManager folds => context.Data.CrossValidationSplit(folds.Dataset, folds.Fold, folds.SamplingKeyColumnName)
            .Select(split => (split.TrainSet, split.TestSet)),
        ITrainValidateDatasetManager sets => [(sets.LoadTrainDataset(context, settings), sets.LoadValidateDataset(context, settings))],
        _ => throw new ArgumentException("The dataset manager must be an ITrainValidateDatasetManager or an ICrossValidateDatasetManager."),
    };
}

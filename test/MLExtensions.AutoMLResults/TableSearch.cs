using System.Globalization;
using MLExtensions.AutoML;
using MLExtensions.TabularResults;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLExtensions.AutoMLResults;

/// <summary>The search on one table.</summary>
internal sealed class TableSearch
{
    private readonly RealTable _table;
    private readonly uint _seconds;
    private readonly int _folds;
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _training;
    private readonly IDataView _test;

    /// <param name="table">The table.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="seconds">Seconds of a search.</param>
    /// <param name="folds">Folds of a trial.</param>
    public TableSearch(RealTable table, string folder, uint seconds, int folds)
    {
        _table = table;
        _seconds = seconds;
        _folds = folds;
        var (training, test) = table.Load(_context, folder, seed: 1);
        if (table.Task == TableTask.Multiclass)
        {
            var keys = _context.Transforms.Conversion.MapValueToKey("Label", "Number", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                .Append(_context.Transforms.DropColumns("Number")).Fit(training);
            (training, test) = (_context.Data.Cache(keys.Transform(training)), keys.Transform(test));
        }

        _training = training;
        _test = test;
    }

    public string MetricName => _table.Task switch
    {
        TableTask.Binary => nameof(BinaryClassificationMetric.AreaUnderRocCurve),
        TableTask.Multiclass => nameof(MulticlassClassificationMetric.MicroAccuracy),
        _ => "RMSE",
    };

    /// <summary>Searches in parallel: the best network, the best of the others, the best of all, the ensemble.</summary>
    /// <param name="parallel">Trials at once.</param>
    /// <param name="progress">Whether to tell of trials and epochs.</param>
    /// <param name="report">Where the report goes; empty for none.</param>
    public IEnumerable<ResultRow> RunParallel(int parallel, bool progress, string report)
    {
        var experiment = _context.Auto().CreateParallelExperiment()
            .SetPipeline(Pipeline())
            .SetDataset(_training, _folds)
            .SetParallelTrials(parallel)
            .SetSuccessiveHalving()
            .SetTrainingTimeInSeconds(_seconds);
        experiment = _table.Task switch
        {
            TableTask.Binary => experiment.SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve),
            TableTask.Multiclass => experiment.SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy),
            _ => experiment.SetRegressionMetric(RegressionMetric.RootMeanSquaredError),
        };
        if (progress)
        {
            experiment.SetProgress(new ConsoleSearchProgress());
        }

        using var result = experiment.Run();
        string trials = string.Join(", ", result.Leaderboard.GroupBy(trial => trial.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}"));
        foreach (bool isDeep in new[] { true, false })
        {
            if (result.Leaderboard.FirstOrDefault(trial => trial.Metric is not null && IsDeep(trial) == isDeep) is { } best)
            {
                string name = best.Pipeline[(best.Pipeline.LastIndexOf('>') + 1)..];
                yield return new ResultRow($"best {(isDeep ? "network" : "other")}: {name}, trained on all", best.Metric, best.FoldSpread, Evaluate(result.Refit(best, _training)), isDeep ? trials : "");
            }
        }

        using var ensemble = result.CreateEnsemble();
        using var refit = result.CreateEnsemble(refitOn: _training);
        string members = string.Create(CultureInfo.InvariantCulture, $"{ensemble.Trials.Count(member => IsDeep(Trial(member)))} networks, {ensemble.Trials.Count(member => !IsDeep(Trial(member)))} others");
        yield return new ResultRow($"ensemble of {ensemble.Trials.Count} trials, trained on all", ensemble.Metric, null, Evaluate(refit.Model), members);
        yield return new ResultRow("ensemble, the folds' models", ensemble.Metric, null, Evaluate(ensemble.Model));
        yield return new ResultRow($"best trial, the first fold's model", result.Best.Metric, result.Best.FoldSpread, Evaluate(result.BestModel));
        if (report.Length > 0)
        {
            result.SaveReport(report, new ExperimentReportOptions { Title = _table.Name, Ensemble = ensemble, ImportanceData = _test });
        }

        TrialRecord Trial(EnsembleTrial member) => result.Leaderboard.First(trial => trial.TrialId == member.TrialId);
    }

    /// <summary>AutoML's own loop, with the same pipeline, the same folds and the same time.</summary>
    public ResultRow RunLoop()
    {
        var counter = new TrialCounter();
        var experiment = _context.Auto().CreateExperiment().SetPipeline(Pipeline()).SetDataset(_training, _folds).SetTrainingTimeInSeconds(_seconds).SetMonitor(counter);
        experiment = _table.Task switch
        {
            TableTask.Binary => experiment.SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, "Label"),
            TableTask.Multiclass => experiment.SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy, "Label"),
            _ => experiment.SetRegressionMetric(RegressionMetric.RootMeanSquaredError, "Label"),
        };
        try
        {
            TrialResult result = experiment.Run();
            return new ResultRow("AutoML's loop, the first fold's model", result.Metric, null, Evaluate(result.Model), $"{counter.Completed} completed, {counter.Failed} failed");
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException or OperationCanceledException or ArgumentException)
        {
            return new ResultRow("AutoML's loop ended without a model", null, null, double.NaN, exception.Message);
        }
    }

    private SweepablePipeline Pipeline()
    {
        var columns = new ColumnInformation { LabelColumnName = "Label" };
        foreach (string feature in _table.Features)
        {
            (_table.Texts.Contains(feature) ? columns.CategoricalColumnNames : columns.NumericColumnNames).Add(feature);
        }

        var auto = _context.Auto();
        return auto.Featurizer(_training, columns).Append(_table.Task switch
        {
            TableTask.Binary => [auto.BinaryClassification(useLgbm: false), auto.DeepBinaryClassification(_training, columns)],
            TableTask.Multiclass => [auto.MultiClassification(useLgbm: false), auto.DeepMulticlassClassification(_training, columns)],
            _ => [auto.Regression(useLgbm: false), auto.DeepRegression(_training, columns)],
        });
    }

    private double Evaluate(ITransformer model)
    {
        var scored = model.Transform(_test);
        return _table.Task switch
        {
            TableTask.Binary => _context.BinaryClassification.EvaluateNonCalibrated(scored).AreaUnderRocCurve,
            TableTask.Multiclass => _context.MulticlassClassification.Evaluate(scored).MicroAccuracy,
            _ => _context.Regression.Evaluate(scored).RootMeanSquaredError,
        };
    }

    private static bool IsDeep(TrialRecord trial) => trial.Pipeline.EndsWith("FeedForward", StringComparison.Ordinal)
        || trial.Pipeline.EndsWith("ResidualTabular", StringComparison.Ordinal) || trial.Pipeline.EndsWith("TabularTransformer", StringComparison.Ordinal);
}

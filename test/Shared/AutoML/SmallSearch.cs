using MLExtensions.AutoML;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace MLExtensions.Testing;

/// <summary>Searches that tests run in this process, in workers, and in processes that are killed: the same ones everywhere.</summary>
public static class SmallSearch
{
    public const int Epochs = 8;

    /// <summary>Networks and logistic regression, in two folds.</summary>
    public static ParallelExperiment Networks(int rows = 120)
    {
        var context = new MLContext(seed: 1);
        return context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(SmallNetwork.Sweepable(context, Epochs), SmallLinear.Sweepable(context)))
            .SetDataset(SmallRow.View(context, rows), fold: 2)
            .SetParallelTrials(1)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve);
    }

    /// <summary>The same, with successive halving.</summary>
    public static ParallelExperiment Halved() => Networks().SetSuccessiveHalving(new SuccessiveHalvingOptions { Trials = 4, Eta = 2, MinimumEpochs = 2 });

    /// <summary>Trials that go wrong.</summary>
    public static ParallelExperiment Bad()
    {
        var context = new MLContext(seed: 1);
        return context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(BadTrial.Sweepable(context)))
            .SetDataset(SmallRow.View(context, 40), SmallRow.View(context, 40, seed: 2))
            .SetParallelTrials(1)
            .SetRegressionMetric(RegressionMetric.MeanAbsoluteError, nameof(SmallRow.Target));
    }

    /// <summary>A leaderboard as text: what must be the same however a search was run.</summary>
    public static IEnumerable<string> Text(ExperimentResult result) => result.Leaderboard.OrderBy(record => record.TrialId).Select(record =>
        $"{record.TrialId} {record.Pipeline} {record.Parameter} {record.Status} {record.Metric:R} [{string.Join(' ', record.FoldMetrics.Select(value => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}] {record.Epochs} {record.Reason}");
}

using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>Experiments over the built-in trainers, as a user writes them.</summary>
[TestClass]
public sealed class PipelineRunnerTests
{
    private readonly MLContext _context = new(1);

    private IDataView Train => _context.Data.LoadFromEnumerable(SyntheticRow.Make(600, 1));

    private IDataView Test => _context.Data.LoadFromEnumerable(SyntheticRow.Make(300, 2));

    [TestMethod]
    public void Regression_OnTrainAndValidation_GivesTheMetricOfItsModel()
    {
        TrialResult best = Run(_context.Auto().CreateExperiment()
            .SetPipeline(_context.Auto().Regression(nameof(SyntheticRow.Number), useLgbm: false))
            .SetRegressionMetric(RegressionMetric.RSquared, nameof(SyntheticRow.Number))
            .SetDataset(Train, Test));
        RegressionMetrics metrics = _context.Regression.Evaluate(best.Model.Transform(Test), nameof(SyntheticRow.Number));
        Assert.AreEqual(metrics.RSquared, best.Metric, 1e-6);
        Assert.AreEqual(-best.Metric, best.Loss);
        Assert.IsGreaterThan(0.5, best.Metric);
        Assert.IsGreaterThan(1.0, best.PeakMemoryInMegaByte!.Value);
    }

    [TestMethod]
    public void Regression_InFolds_MakesTheErrorSmall()
    {
        TrialResult best = Run(_context.Auto().CreateExperiment()
            .SetPipeline(_context.Auto().Regression(nameof(SyntheticRow.Number), useLgbm: false))
            .SetRegressionMetric(RegressionMetric.RootMeanSquaredError, nameof(SyntheticRow.Number))
            .SetDataset(Train, 3));
        Assert.AreEqual(best.Metric, best.Loss);
        Assert.IsLessThan(0.35, best.Metric);
    }

    [TestMethod]
    public void BinaryClassification_OnAPartOfTheRows_GivesAModel()
    {
        TrialResult best = Run(_context.Auto().CreateExperiment()
            .SetPipeline(_context.Auto().BinaryClassification(nameof(SyntheticRow.Flag), useLgbm: false))
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, nameof(SyntheticRow.Flag))
            .SetDataset(Train, Test, subSamplingTrainDataset: true));
        Assert.IsGreaterThan(0.7, best.Metric);
        Assert.AreEqual(
            0.1, best.TrialSettings.Parameter["TrainValidateDatasetManager"]["TrainValidateDatasetSubsamplingKey"].AsType<double>(), 1, "the part is swept");
    }

    [TestMethod]
    public void MulticlassClassification_OverAKeyLabel_GivesAModel()
    {
        SweepablePipeline pipeline = _context.Transforms.Conversion.MapValueToKey("Label", nameof(SyntheticRow.Kind))
            .Append(_context.Auto().MultiClassification("Label", useLgbm: false));
        TrialResult best = Run(_context.Auto().CreateExperiment()
            .SetPipeline(pipeline)
            .SetMulticlassClassificationMetric(MulticlassClassificationMetric.MacroAccuracy, "Label")
            .SetDataset(_context.Data.TrainTestSplit(Train, 0.3)));
        Assert.IsGreaterThan(0.8, best.Metric);
    }

    /// <summary>The reduction of the log-loss is made small, though a great one is good: so ML.NET has it.</summary>
    [TestMethod]
    public void MulticlassClassification_OfLogLossReduction_MakesItSmall()
    {
        SweepablePipeline pipeline = _context.Transforms.Conversion.MapValueToKey("Label", nameof(SyntheticRow.Kind))
            .Append(_context.Auto().MultiClassification("Label", useLgbm: false));
        TrialResult best = Run(_context.Auto().CreateExperiment()
            .SetPipeline(pipeline)
            .SetMulticlassClassificationMetric(MulticlassClassificationMetric.LogLossReduction, "Label")
            .SetDataset(_context.Data.TrainTestSplit(Train, 0.3)));
        Assert.AreEqual(best.Metric, best.Loss);
    }

    [TestMethod]
    public void Metrics_OfClasses_LookForALabelInLowerCase()
    {
        AutoMLExperiment experiment = _context.Auto().CreateExperiment()
            .SetPipeline(_context.Auto().BinaryClassification(nameof(SyntheticRow.Flag), useLgbm: false))
            .SetBinaryClassificationMetric(BinaryClassificationMetric.Accuracy)
            .SetDataset(Train, Test);
        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(() => experiment.SetMaxModelToExplore(1).Run());
        Assert.IsInstanceOfType<ArgumentOutOfRangeException>(thrown.InnerException);
    }

    private static TrialResult Run(AutoMLExperiment experiment) => experiment.SetMonitor(new RecordingMonitor()).SetMaxModelToExplore(4).Run();
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>ML.NET's cross-validation takes a network as it takes its own trainers.</summary>
[TestClass]
public sealed class CrossValidationTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Binary_OverAChainWithACache_LearnsWhatNoLinearModelCan()
    {
        var estimator = _context.Transforms.NormalizeMeanVariance("Features")
            .AppendCacheCheckpoint(_context)
            .Append(_context.BinaryClassification.Trainers.FeedForward(hiddenLayers: [32], epochs: 20));

        var folds = _context.BinaryClassification.CrossValidate(TestData.View(_context, TestData.Points(1500)), estimator, numberOfFolds: 3);

        Assert.HasCount(3, folds);
        Assert.IsGreaterThan(0.9, folds.Average(fold => fold.Metrics.Accuracy));
    }

    [TestMethod]
    public void Binary_OnBanknotes_TellsForgedOnes()
    {
        var estimator = _context.Transforms.NormalizeMeanVariance("Features")
            .Append(_context.BinaryClassification.Trainers.FeedForward(hiddenLayers: [16], epochs: 20, learningRate: 0.01f));

        var folds = _context.BinaryClassification.CrossValidate(RealTables.Banknotes(_context), estimator, numberOfFolds: 3);

        // Near 1 is usual.
        Assert.IsGreaterThan(0.98, folds.Average(fold => fold.Metrics.Accuracy));
        Assert.IsTrue(folds.All(fold => fold.Metrics.LogLoss < 0.2), "the probabilities are calibrated");
    }

    [TestMethod]
    public void Multiclass_OnIris_MapsTheLabelInEachFold()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.NormalizeMeanVariance("Features"))
            .Append(_context.MulticlassClassification.Trainers.FeedForward(hiddenLayers: [16], epochs: 60, batchSize: 16, learningRate: 0.01f))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Species", "PredictedLabel"));

        var folds = _context.MulticlassClassification.CrossValidate(RealTables.Flowers(_context), estimator, numberOfFolds: 5);

        Assert.HasCount(5, folds);
        Assert.AreEqual(150, folds.Sum(fold => fold.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())), 1e-9);
        Assert.IsGreaterThan(0.9, folds.Average(fold => fold.Metrics.MicroAccuracy));
        CollectionAssert.IsSubsetOf(
            folds[0].ScoredHoldOutSet.GetColumn<string>("Species").Distinct().ToArray(), (string[])["Iris-setosa", "Iris-versicolor", "Iris-virginica"]);
    }

    [TestMethod]
    public void Regression_OnHousePrices_BeatsTheLinearTrainer()
    {
        var featurize = _context.Transforms.NormalizeMeanVariance("Features");
        var estimator = featurize.Append(_context.Regression.Trainers.FeedForward(hiddenLayers: [32], epochs: 100));

        var folds = _context.Regression.CrossValidate(RealTables.Houses(_context), estimator, numberOfFolds: 3);

        // An ordinary linear model explains 0.7 of the variance of this table.
        Assert.IsGreaterThan(0.75, folds.Average(fold => fold.Metrics.RSquared));
        Assert.IsTrue(folds.All(fold => fold.Model is TransformerChain<NetworkTransformer>));
    }

    [TestMethod]
    public void ABatchLargerThanAFold_IsCut_AndSaidSo()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        var folds = _context.Regression.CrossValidate(
            TestData.View(_context, TestData.Points(60)), _context.Regression.Trainers.FeedForward("Target", epochs: 1, batchSize: 1000), numberOfFolds: 2, labelColumnName: "Target");

        Assert.HasCount(2, folds);
        Assert.IsTrue(lines.Exists(line => line.Contains("1000", StringComparison.Ordinal)), string.Join('\n', lines));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>The trainers that AutoML sweeps beside boosted trees and SDCA. Expected weights are ML.NET 5.0.0's for the same rows.</summary>
[TestClass]
public sealed class ClassicalTrainersTests
{
    private readonly MLContext _context = new(1);

    private IDataView Train => _context.Data.LoadFromEnumerable(SyntheticRow.Make(600, 1));

    private IDataView Test => _context.Data.LoadFromEnumerable(SyntheticRow.Make(300, 2));

    [TestMethod]
    [DataRow(1f, new[] { 6.378, 6.087, -0.243, -7.094 })]
    [DataRow(0.1f, new[] { 13.054, 12.622, -0.437, -14.360 })]
    public void LbfgsLogisticRegression_FindsMLNetsWeights(float regularization, double[] expected)
    {
        var model = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            nameof(SyntheticRow.Flag), l1Regularization: regularization, l2Regularization: regularization).Fit(Train);
        AssertClose(expected, model.Model.SubModel.Weights, model.Model.SubModel.Bias);
        Assert.AreEqual(0.989, _context.BinaryClassification.Evaluate(model.Transform(Test), nameof(SyntheticRow.Flag)).AreaUnderRocCurve, 1e-3);
    }

    [TestMethod]
    [DataRow(0f, new[] { 0.952, -0.952, 0.087, 0.009 })]
    [DataRow(1f, new[] { 0.917, -0.918, 0.066, 0.026 })]
    public void LbfgsPoissonRegression_FindsMLNetsWeights(float regularization, double[] expected)
    {
        var model = _context.Regression.Trainers.LbfgsPoissonRegression(
            nameof(SyntheticRow.Number), l1Regularization: regularization, l2Regularization: regularization).Fit(Train);
        AssertClose(expected, model.Model.Weights, model.Model.Bias);
        Assert.IsGreaterThan(0.99, _context.Regression.Evaluate(model.Transform(Test), nameof(SyntheticRow.Number)).RSquared);
    }

    [TestMethod]
    public void LbfgsPoissonRegression_OfANegativeLabel_Throws() => Assert.Contains(
        "non-negative",
        Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.Regression.Trainers.LbfgsPoissonRegression(nameof(SyntheticRow.Signed)).Fit(Train)).Message);

    [TestMethod]
    public void LbfgsMaximumEntropy_FindsMLNetsWeights()
    {
        var model = _context.Transforms.Conversion
            .MapValueToKey("Label", nameof(SyntheticRow.Kind), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(Train);
        VBuffer<float>[] weights = null!;
        model.LastTransformer.Model.GetWeights(ref weights, out int classes);
        Assert.AreEqual(3, classes);
        double[][] expected = [[7.57, 0, 0], [-3.05, -4.19, 0], [-3.52, 4.47, 0]];
        foreach ((double[] ofClass, VBuffer<float> found) in expected.Zip(weights))
        {
            AssertClose(ofClass, [.. found.DenseValues()]);
        }

        Assert.AreEqual(0.2585, _context.MulticlassClassification.Evaluate(model.Transform(Test)).LogLoss, 1e-3);
    }

    [TestMethod]
    public void FastForest_OfNumbers_AveragesItsTrees()
    {
        var model = _context.Regression.Trainers.FastForest(nameof(SyntheticRow.Number)).Fit(Train);
        IDataView scored = model.Transform(Test);
        Assert.IsGreaterThan(0.85, _context.Regression.Evaluate(scored, nameof(SyntheticRow.Number)).RSquared);

        // A mean of labels lies within them.
        float[] labels = [.. Train.GetColumn<float>(nameof(SyntheticRow.Number))];
        Assert.IsTrue(scored.GetColumn<float>("Score").All(score => score >= labels.Min() && score <= labels.Max()));
    }

    [TestMethod]
    public void FastForest_OfTwoClasses_SumsItsTreesWithoutProbabilities()
    {
        var model = _context.BinaryClassification.Trainers.FastForest(nameof(SyntheticRow.Flag)).Fit(Train);
        IDataView scored = model.Transform(Test);
        Assert.IsNull(scored.Schema.GetColumnOrNull("Probability"));
        Assert.IsGreaterThan(0.97, _context.BinaryClassification.EvaluateNonCalibrated(scored, nameof(SyntheticRow.Flag)).AreaUnderRocCurve);

        // A hundred trees of -1 to 1.
        float[] scores = [.. scored.GetColumn<float>("Score")];
        Assert.IsInRange(40f, 100f, scores.Max());
        Assert.IsInRange(-100f, -40f, scores.Min());
    }

    /// <summary>Models without probabilities are calibrated, so that the classes' scores sum up to 1.</summary>
    [TestMethod]
    public void OneVersusAll_OverAForest_GivesProbabilities()
    {
        var model = _context.Transforms.Conversion.MapValueToKey("Label", nameof(SyntheticRow.Kind))
            .Append(_context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.FastForest()))
            .Fit(Train);
        IDataView scored = model.Transform(Test);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored);
        Assert.IsGreaterThan(0.95, metrics.MacroAccuracy);
        Assert.IsLessThan(0.1, metrics.LogLoss);
        Assert.IsTrue(scored.GetColumn<float[]>("Score").All(scores => Math.Abs(scores.Sum() - 1) < 1e-4));
    }

    [TestMethod]
    [DataRow("Number")]
    [DataRow("Flag")]
    public void Trainers_SavedAndLoaded_ScoreTheSame(string label)
    {
        IEstimator<ITransformer>[] trainers = label == "Number"
            ? [_context.Regression.Trainers.FastForest(label), _context.Regression.Trainers.LbfgsPoissonRegression(label)]
            : [_context.BinaryClassification.Trainers.FastForest(label), _context.BinaryClassification.Trainers.LbfgsLogisticRegression(label)];
        foreach (IEstimator<ITransformer> trainer in trainers)
        {
            ITransformer model = trainer.Fit(Train);
            using var file = new MemoryStream();
            _context.Model.Save(model, Train.Schema, file);
            file.Position = 0;
            ITransformer loaded = new MLContext().Model.Load(file, out _);
            CollectionAssert.AreEqual(model.Transform(Test).GetColumn<float>("Score").ToArray(), loaded.Transform(Test).GetColumn<float>("Score").ToArray());
        }
    }

    private static void AssertClose(double[] expected, IReadOnlyList<float> weights, float? bias = null)
    {
        float[] found = bias is float last ? [.. weights, last] : [.. weights];
        Assert.HasCount(expected.Length, found);
        foreach ((double value, float weight) in expected.Zip(found))
        {
            Assert.AreEqual(value, weight, Math.Max(0.02, 0.005 * Math.Abs(value)));
        }
    }
}

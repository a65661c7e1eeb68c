using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class CrossValidationTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void BinaryCrossValidate_FiveFolds_ScoresEveryRowOnce()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());

        var results = _context.BinaryClassification.CrossValidate(data, _context.BinaryClassification.Trainers.SdcaLogisticRegression());

        Assert.HasCount(5, results);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, results.Select(result => result.Fold).ToArray());
        float[] scored = [.. results.SelectMany(result => EstimatorContract.Scalars<float>(result.ScoredHoldOutSet, "Number"))];
        CollectionAssert.AreEquivalent(Points().Select(point => point.Number).ToArray(), scored);
        foreach (var result in results)
        {
            Assert.IsNotNull(result.Model);
            Assert.IsGreaterThan(0.9, result.Metrics.Accuracy);
            Assert.AreEqual(
                _context.BinaryClassification.Evaluate(result.ScoredHoldOutSet).AreaUnderRocCurve, result.Metrics.AreaUnderRocCurve, 1e-12);
        }
    }

    [TestMethod]
    public void BinaryCrossValidateNonCalibrated_Folds_AreOfTheSameKind()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());

        var results = _context.BinaryClassification.CrossValidateNonCalibrated(
            data, _context.BinaryClassification.Trainers.SdcaLogisticRegression(), numberOfFolds: 3);

        Assert.HasCount(3, results);
        Assert.IsGreaterThan(0.9, results.Average(result => result.Metrics.Accuracy));
    }

    [TestMethod]
    public void MulticlassCrossValidate_OnIris_IsAsGoodAsALinearClassifierGets()
    {
        LabelledRow[] rows = LabelledRow.Read(SharedFolder.Require("data", "small-tabular", "iris.csv"));
        IDataView data = _context.Data.LoadFromEnumerable(rows, LabelledRow.Schema(4));
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(_context.Transforms.NormalizeMinMax("Features"))
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy());

        var results = _context.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 4);

        Assert.HasCount(4, results);
        Assert.AreEqual(150, results.Sum(result => result.Metrics.ConfusionMatrix.Counts.Sum(row => row.Sum())), 1e-9);
        Assert.IsGreaterThan(0.9, results.Average(result => result.Metrics.MicroAccuracy));
        Assert.IsTrue(results.All(result => result.Model is TransformerChain<MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>>));
    }

    [TestMethod]
    public void RegressionCrossValidate_OfAnEstimatorThatKnows_IsExact()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Sample { Label = i, Guess = i + 1 }));

        var results = _context.Regression.CrossValidate(data, _context.Transforms.Concatenate("Unused", "Guess").Append(
            _context.Transforms.CustomMapping<Sample, Guessed>((sample, guessed) => guessed.Score = sample.Guess, null)), numberOfFolds: 2);

        Assert.HasCount(2, results);
        foreach (var result in results)
        {
            Assert.AreEqual(1, result.Metrics.MeanAbsoluteError, 1e-6);
            Assert.AreEqual(1, result.Metrics.MeanSquaredError, 1e-6);
        }
    }

    [TestMethod]
    public void CrossValidate_SamplingKey_KeepsItsRowsTogether()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());

        var results = _context.BinaryClassification.CrossValidate(
            data, _context.BinaryClassification.Trainers.SdcaLogisticRegression(), numberOfFolds: 2, samplingKeyColumnName: "Group");

        var groups = results.Select(result => EstimatorContract.Scalars<string>(result.ScoredHoldOutSet, "Group").Distinct().ToArray()).ToArray();
        Assert.IsFalse(groups[0].Intersect(groups[1]).Any());
        CollectionAssert.AreEquivalent(Points().Select(point => point.Group).Distinct().ToArray(), groups.SelectMany(group => group).ToArray());
    }

    [TestMethod]
    public void CrossValidate_SameSeed_MakesTheSameFolds()
    {
        float[] First(int seed)
        {
            IDataView data = _context.Data.LoadFromEnumerable(Points());
            var results = _context.BinaryClassification.CrossValidate(data, _context.BinaryClassification.Trainers.SdcaLogisticRegression(), 3, seed: seed);
            return EstimatorContract.Scalars<float>(results[0].ScoredHoldOutSet, "Number");
        }

        CollectionAssert.AreEqual(First(7), First(7));
        CollectionAssert.AreNotEqual(First(7), First(8));
    }

    [TestMethod]
    public void CrossValidate_OneFold_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.BinaryClassification.CrossValidate(data, _context.BinaryClassification.Trainers.SdcaLogisticRegression(), numberOfFolds: 1));
    }

    private static Point[] Points() => [.. Enumerable.Range(0, 300).Select(i => new Point
    {
        Number = i,
        Group = $"group {i % 20}",
        Label = i % 2 == 0,
        Features = [(i % 2 == 0 ? 1 : -1) + i % 11 / 11f],
    })];

    private sealed class Point
    {
        public float Number { get; set; }

        public string Group { get; set; } = "";

        public bool Label { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [0];
    }

    private sealed class Sample
    {
        public float Label { get; set; }

        public float Guess { get; set; }
    }

    private sealed class Guessed
    {
        public float Score { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>Permutation feature importance of models that read the first of two features alone.</summary>
[TestClass]
public sealed class FeatureImportanceTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void PermutationFeatureImportance_Regression_IsTwiceTheVarianceOrNothing()
    {
        Example[] rows = [.. Enumerable.Range(0, 40).Select(i => new Example { Label = i * i % 17, Features = [i * i % 17, i % 7] })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var model = Model<Number>(data, (example, output) => output.Score = example.Features[0]);

        var importance = _context.Regression.PermutationFeatureImportance(model, data, permutationCount: 100);

        // A row keeps its own value as often as it gets any other's: the expected squared distance is twice the variance.
        Assert.HasCount(2, importance);
        double mean = rows.Average(row => row.Label);
        double expected = 2 * rows.Average(row => (row.Label - mean) * (row.Label - mean));
        MetricStatistics squared = importance[0].MeanSquaredError;
        Assert.AreEqual(100, squared.Count);
        Assert.IsGreaterThan(0, squared.StandardDeviation);
        Assert.AreEqual(squared.StandardDeviation / 10, squared.StandardError, 1e-9);
        Assert.AreEqual(expected, squared.Mean, 5 * squared.StandardError);
        Assert.IsLessThan(-1, importance[0].RSquared.Mean);
        Assert.AreEqual(0, importance[1].MeanSquaredError.Mean, 1e-12);
        Assert.AreEqual(0, importance[1].RSquared.StandardDeviation, 1e-12);
    }

    [TestMethod]
    public void PermutationFeatureImportance_OneExample_HasNothingToPermute()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(i => new Example { Label = i, Features = [i + 1, 0] }));
        var model = Model<Number>(data, (example, output) => output.Score = example.Features[0]);

        var importance = _context.Regression.PermutationFeatureImportance(model, data, numberOfExamplesToUse: 1, permutationCount: 3);

        Assert.AreEqual(0, importance[0].MeanAbsoluteError.Mean, 1e-12);
        Assert.AreEqual(3, importance[0].MeanAbsoluteError.Count);
    }

    [TestMethod]
    public void PermutationFeatureImportance_Binary_LosesWhatTheFeatureTold()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 60).Select(i => new Flagged { Label = i % 2 == 0, Features = [i % 2 == 0 ? 1 : -1, i % 5] }));
        var model = Model<Flag, Flagged>(data, (example, output) =>
        {
            output.Score = example.Features[0];
            output.PredictedLabel = output.Score > 0;
        });

        var importance = _context.BinaryClassification.PermutationFeatureImportance(model, data, permutationCount: 50);

        // All was right; of shuffled rows half is.
        Assert.AreEqual(-0.5, importance[0].Accuracy.Mean, 5 * importance[0].Accuracy.StandardError);
        Assert.AreEqual(-0.5, importance[0].AreaUnderRocCurve.Mean, 5 * importance[0].AreaUnderRocCurve.StandardError);
        Assert.AreEqual(0, importance[1].Accuracy.Mean, 1e-12);
        Assert.AreEqual(0, importance[1].F1Score.Mean, 1e-12);
    }

    [TestMethod]
    public void PermutationFeatureImportance_Multiclass_LosesWhatTheFeatureTold()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 60).Select(i => new Example { Label = i % 3, Features = [i % 3, i % 5] }));
        var model = Model<Classes>(data, (example, output) =>
            output.Score = [.. Enumerable.Range(0, 3).Select(k => k == (int)example.Features[0] ? 0.8f : 0.1f)]);

        var importance = _context.MulticlassClassification.PermutationFeatureImportance(model, data, permutationCount: 50);

        // All was right; of shuffled rows a third is. A wrong one costs the logarithm of 0.8 / 0.1 more.
        Assert.AreEqual(-2 / 3.0, importance[0].MicroAccuracy.Mean, 5 * importance[0].MicroAccuracy.StandardError);
        Assert.AreEqual(Math.Log(8) * 2 / 3, importance[0].LogLoss.Mean, 5 * importance[0].LogLoss.StandardError);
        Assert.HasCount(3, importance[0].PerClassLogLoss);
        Assert.AreEqual(0, importance[1].MicroAccuracy.Mean, 1e-12);
        Assert.AreEqual(0, importance[1].PerClassLogLoss[2].Mean, 1e-12);
    }

    [TestMethod]
    public void PermutationFeatureImportance_Ranking_LosesWhatTheFeatureTold()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 60).Select(i => new Example { Label = i % 4, GroupId = (uint)i / 4, Features = [i % 4, i % 5] }));
        var model = Model<Number>(data, (example, output) => output.Score = example.Features[0]);

        var importance = _context.Ranking.PermutationFeatureImportance(model, data, permutationCount: 10);

        Assert.HasCount(10, importance[0].NormalizedDiscountedCumulativeGains);
        Assert.IsLessThan(-0.2, importance[0].NormalizedDiscountedCumulativeGains[0].Mean);
        Assert.IsLessThan(0, importance[0].DiscountedCumulativeGains[2].Mean);
        Assert.AreEqual(0, importance[1].NormalizedDiscountedCumulativeGains[0].Mean, 1e-12);
        Assert.AreEqual(0, importance[1].DiscountedCumulativeGains[2].Mean, 1e-12);
    }

    [TestMethod]
    public void PermutationFeatureImportance_OfAPipeline_IsByTheNamesOfTheSlots()
    {
        IDataView data = _context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 100).Select(i => new Reading { Label = i % 2 == 0, Warmth = i % 2 * 2 - 1 + i % 7 / 10f, Constant = 3 }));
        var model = _context.Transforms.Concatenate("Features", "Warmth", "Constant")
            .Append(_context.BinaryClassification.Trainers.SdcaLogisticRegression()).Fit(data);

        var importance = _context.BinaryClassification.PermutationFeatureImportanceNonCalibrated(model, model.Transform(data), permutationCount: 5);

        CollectionAssert.AreEquivalent(new[] { "Warmth", "Constant" }, importance.Keys.ToArray());
        Assert.IsLessThan(-0.2, importance["Warmth"].AreaUnderRocCurve.Mean);
        Assert.AreEqual(0, importance["Constant"].AreaUnderRocCurve.Mean, 1e-12);
    }

    [TestMethod]
    public void PermutationFeatureImportance_OfAPipelineWithoutAPredictorOfMLNets_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Example { Label = 1, Features = [1, 2] }]);
        ITransformer model = new TransformerChain<ITransformer>(Model<Number>(data, (example, output) => output.Score = 1));

        Assert.ThrowsExactly<ArgumentNullException>(() => _context.Regression.PermutationFeatureImportance(model, data));
    }

    private FunctionModel Model<TOut>(IDataView data, Action<Example, TOut> score)
        where TOut : class, new() => Model<TOut, Example>(data, score);

    private FunctionModel Model<TOut, TIn>(IDataView data, Action<TIn, TOut> score)
        where TIn : class, new()
        where TOut : class, new() => new(_context.Transforms.CustomMapping(score, null).Fit(data), data.Schema["Features"].Type);

    private sealed class FunctionModel(ITransformer inner, DataViewType featureType) : ISingleFeaturePredictionTransformer<object>
    {
        public string FeatureColumnName => "Features";

        public DataViewType FeatureColumnType => featureType;

        public object Model => inner;

        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    private sealed class Example
    {
        public float Label { get; set; }

        [KeyType(100)]
        public uint GroupId { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class Flagged
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class Reading
    {
        public bool Label { get; set; }

        public float Warmth { get; set; }

        public float Constant { get; set; }
    }

    private sealed class Number
    {
        public float Score { get; set; }
    }

    private sealed class Flag
    {
        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Classes
    {
        [VectorType(3)]
        public float[] Score { get; set; } = [0, 0, 0];

        public float PredictedLabel { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class FastTreeTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Binary_OnAdult_IsAsGoodAsBoostedTreesGet()
    {
        IDataView train = _context.Data.LoadFromEnumerable(Adult.Train);
        var pipeline = Adult.Featurize(_context).Append(_context.BinaryClassification.Trainers.FastTree());

        IDataView scored = pipeline.Fit(train).Transform(_context.Data.LoadFromEnumerable(Adult.Test));
        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(scored);

        Assert.IsGreaterThan(0.92, metrics.AreaUnderRocCurve);
        Assert.IsGreaterThan(0.87, metrics.Accuracy);
        Assert.IsLessThan(0.29 / Math.Log(2), metrics.LogLoss);
    }

    [TestMethod]
    public void Regression_OnBikeSharing_IsAsGoodAsBoostedTreesGet()
    {
        IDataView train = _context.Data.LoadFromEnumerable(RentalHour.Train);

        IDataView scored = _context.Regression.Trainers.FastTree().Fit(train).Transform(_context.Data.LoadFromEnumerable(RentalHour.Test));
        RegressionMetrics metrics = _context.Regression.Evaluate(scored);

        Assert.IsLessThan(70, metrics.RootMeanSquaredError);
        Assert.IsGreaterThan(0.88, metrics.RSquared);
    }

    [TestMethod]
    public void Regression_OfAKnownFunction_LearnsIt()
    {
        // Friedman, "Multivariate Adaptive Regression Splines" (1991), without noise; the last five features mean nothing.
        var random = new Random(5);
        Spot[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] x = [.. Enumerable.Range(0, 10).Select(_ => random.NextSingle())];
            return new Spot { Label = 10 * MathF.Sin(MathF.PI * x[0] * x[1]) + 20 * MathF.Pow(x[2] - 0.5f, 2) + 10 * x[3] + 5 * x[4], Features = x };
        })];
        IDataView train = _context.Data.LoadFromEnumerable(Draw(4000));
        IDataView test = _context.Data.LoadFromEnumerable(Draw(1000));

        RegressionMetrics metrics = _context.Regression.Evaluate(_context.Regression.Trainers.FastTree().Fit(train).Transform(test));

        Assert.IsGreaterThan(0.97, metrics.RSquared);
    }

    [TestMethod]
    public void Regression_OfAStep_FindsIt()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Steps(200));

        float[] scores = EstimatorContract.Scalars<float>(_context.Regression.Trainers.FastTree().Fit(data).Transform(data), "Score");

        Assert.AreEqual(3, scores[0], 1e-3);
        Assert.AreEqual(3, scores[99], 1e-3);
        Assert.AreEqual(8, scores[100], 1e-3);
        Assert.AreEqual(8, scores[^1], 1e-3);
    }

    [TestMethod]
    public void Regression_ExampleWeights_CountAsRepetitions()
    {
        // Each side's output is its weighted mean.
        IDataView data = _context.Data.LoadFromEnumerable<WeightedSpot>(
        [
            .. Enumerable.Range(0, 80).Select(i => new WeightedSpot { Label = i % 2 == 0 ? 0 : 4, Weight = i % 2 == 0 ? 1 : 3, Features = [0] }),
            .. Enumerable.Range(0, 80).Select(i => new WeightedSpot { Label = 10, Weight = 1, Features = [1] }),
        ]);

        IDataView scored = _context.Regression.Trainers.FastTree(exampleWeightColumnName: "Weight").Fit(data).Transform(data);

        Assert.AreEqual(3, EstimatorContract.Scalars<float>(scored, "Score")[0], 1e-3);
        Assert.AreEqual(10, EstimatorContract.Scalars<float>(scored, "Score")[^1], 1e-3);
    }

    [TestMethod]
    public void Regression_FewerRowsThanTwoLeavesNeed_IsZero()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Steps(18));

        float[] scores = EstimatorContract.Scalars<float>(_context.Regression.Trainers.FastTree().Fit(data).Transform(data), "Score");

        Assert.IsTrue(scores.All(score => score == 0));
    }

    [TestMethod]
    public void Binary_OutputColumns_AreThePromisedOnes()
    {
        IDataView result = EstimatorContract.Check(_context, _context.BinaryClassification.Trainers.FastTree(), Sides(120));

        CollectionAssert.AreEqual(
            new[] { "Label", "Features", "PredictedLabel", "Score", "Probability" }, result.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(BooleanDataViewType.Instance, result.Schema["PredictedLabel"].Type);
        foreach (string column in new[] { "PredictedLabel", "Score", "Probability" })
        {
            Assert.AreEqual("BinaryClassification", TextAnnotation(result.Schema[column], "ScoreColumnKind"));
            Assert.AreEqual(column, TextAnnotation(result.Schema[column], "ScoreValueKind"));
        }

        Assert.IsTrue(result.Schema["Probability"].IsNormalized());
        float[] scores = EstimatorContract.Scalars<float>(result, "Score");
        CollectionAssert.AreEqual(scores.Select(score => score > 0).ToArray(), EstimatorContract.Scalars<bool>(result, "PredictedLabel"));
        CollectionAssert.AreEqual(EstimatorContract.Scalars<bool>(result, "Label"), EstimatorContract.Scalars<bool>(result, "PredictedLabel"));
    }

    [TestMethod]
    public void Binary_Probability_IsTheCalibratorsOfTheScore()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Sides(120));
        BinaryPredictionTransformer<CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator>> model =
            _context.BinaryClassification.Trainers.FastTree().Fit(data);
        IDataView scored = model.Transform(data);

        float[] probabilities = EstimatorContract.Scalars<float>(scored, "Probability");
        float[] scores = EstimatorContract.Scalars<float>(scored, "Score");

        Assert.AreEqual(0, model.Model.Calibrator.Offset);
        Assert.AreEqual(-0.4, model.Model.Calibrator.Slope, 1e-9, "twice the learning rate");
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(model.Model.Calibrator.Slope * scores[i])), probabilities[i], 1e-6);
        }
    }

    [TestMethod]
    public void Binary_OfGroupsWithAShareEach_FindsTheShares()
    {
        // Three of four are true where the feature is 1, one of five where it is 0.
        IDataView data = _context.Data.LoadFromEnumerable<Side>(
        [
            .. Enumerable.Range(0, 80).Select(i => new Side { Label = i % 4 != 0, Features = [1, 0] }),
            .. Enumerable.Range(0, 100).Select(i => new Side { Label = i % 5 == 0, Features = [0, 0] }),
        ]);

        float[] probabilities = EstimatorContract.Scalars<float>(_context.BinaryClassification.Trainers.FastTree().Fit(data).Transform(data), "Probability");

        Assert.AreEqual(0.75, probabilities[0], 1e-3);
        Assert.AreEqual(0.2, probabilities[^1], 1e-3);
    }

    [TestMethod]
    public void Regression_OutputColumns_AreThePromisedOnes()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Regression.Trainers.FastTree(), Steps(60));

        Assert.AreEqual(3, result.Schema.Count);
        Assert.AreEqual(NumberDataViewType.Single, result.Schema["Score"].Type);
        Assert.AreEqual("Regression", TextAnnotation(result.Schema["Score"], "ScoreColumnKind"));
        Assert.AreEqual("Score", TextAnnotation(result.Schema["Score"], "ScoreValueKind"));
    }

    [TestMethod]
    public void Fit_SparseFeatures_LearnsTheSameAsDense()
    {
        VBuffer<float> Sparse(float[] dense)
        {
            int[] indices = [.. Enumerable.Range(0, dense.Length).Where(i => dense[i] != 0)];
            return new VBuffer<float>(dense.Length, indices.Length, [.. indices.Select(i => dense[i])], indices);
        }

        Step[] rows = Steps(200);
        IDataView dense = _context.Data.LoadFromEnumerable(rows);
        IDataView sparse = _context.Data.LoadFromEnumerable(rows.Select(row => new SparseStep { Label = row.Label, Features = Sparse(row.Features) }));
        var trainer = _context.Regression.Trainers.FastTree();

        float[] expected = EstimatorContract.Scalars<float>(trainer.Fit(dense).Transform(dense), "Score");
        float[] actual = EstimatorContract.Scalars<float>(trainer.Fit(sparse).Transform(sparse), "Score");
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-4);
        }
    }

    [TestMethod]
    public void Fit_Twice_GivesTheSameModel()
    {
        float[] Scores()
        {
            var context = new MLContext(seed: 3);
            IDataView data = context.Data.LoadFromEnumerable(Steps(200));
            var options = new FastTreeRegressionTrainer.Options { FeatureFraction = 0.5, NumberOfThreads = 1 };
            return EstimatorContract.Scalars<float>(context.Regression.Trainers.FastTree(options).Fit(data).Transform(data), "Score");
        }

        CollectionAssert.AreEqual(Scores(), Scores());
    }

    [TestMethod]
    public void Fit_RowsWithFeaturesThatAreNotFinite_AreLeftOut()
    {
        Step[] rows =
        [
            .. Steps(200),
            .. Enumerable.Range(0, 40).Select(_ => new Step { Label = 20, Features = [0, float.NaN] }),
            .. Enumerable.Range(0, 40).Select(_ => new Step { Label = 30, Features = [float.PositiveInfinity, 0] }),
        ];
        IDataView data = _context.Data.LoadFromEnumerable(rows);

        float[] scores = EstimatorContract.Scalars<float>(_context.Regression.Trainers.FastTree().Fit(data).Transform(data), "Score");

        Assert.AreEqual(3, scores[0], 1e-3);
        Assert.AreEqual(8, scores[199], 1e-3);
        Assert.AreEqual(8, scores[200], 1e-3, "a missing feature is scored as a high one");
    }

    [TestMethod]
    public void Regression_OfAConstant_FindsIt()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Step { Label = 5, Features = [i, 0] }));

        float[] scores = EstimatorContract.Scalars<float>(_context.Regression.Trainers.FastTree().Fit(data).Transform(data), "Score");

        Assert.AreEqual(5, scores[0], 1e-5);
        Assert.AreEqual(5, scores[^1], 1e-5);
    }

    [TestMethod]
    public void Info_OfTrees_AsksForNoNormalization()
    {
        Assert.IsFalse(_context.BinaryClassification.Trainers.FastTree().Info.NeedNormalization);
        Assert.IsFalse(_context.Regression.Trainers.FastTree().Info.NeedNormalization);
    }

    [TestMethod]
    public void Train_MissingOrUnsuitableColumns_ThrowsNamingThem()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Steps(60));
        SchemaShape shape = EstimatorContract.ShapeOf<Step>(_context);
        void Check(IEstimator<ITransformer> trainer, string column)
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(shape)).Message, column);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, column);
        }

        Check(_context.Regression.Trainers.FastTree(labelColumnName: "Truth"), "Truth");
        Check(_context.Regression.Trainers.FastTree(featureColumnName: "Inputs"), "Inputs");
        Check(_context.Regression.Trainers.FastTree(exampleWeightColumnName: "Weight"), "Weight");
        Check(_context.BinaryClassification.Trainers.FastTree(), "Label");
    }

    private static Step[] Steps(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Step { Label = i < count / 2 ? 3 : 8, Features = [i % 3, i] })];

    private static Side[] Sides(int count) => [.. Enumerable.Range(0, count).Select(i => new Side { Label = i >= count / 2, Features = [i, i % 4] })];

    private static string TextAnnotation(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }

    private sealed class Spot
    {
        public float Label { get; set; }

        [VectorType(10)]
        public float[] Features { get; set; } = [];
    }

    private sealed class WeightedSpot
    {
        public float Label { get; set; }

        public float Weight { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Step
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class SparseStep
    {
        public float Label { get; set; }

        [VectorType(2)]
        public VBuffer<float> Features { get; set; }
    }

    private sealed class Side
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }
}

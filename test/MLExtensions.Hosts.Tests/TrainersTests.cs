using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class TrainersTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void SdcaMaximumEntropy_OnHandwrittenDigits_IsAsGoodAsALinearClassifierGets()
    {
        SchemaDefinition schema = LabelledRow.Schema(64);
        IDataView train = _context.Data.LoadFromEnumerable(LabelledRow.Read(SharedFolder.Require("data", "optdigits", "optdigits-train.csv.gz")), schema);
        IDataView test = _context.Data.LoadFromEnumerable(LabelledRow.Read(SharedFolder.Require("data", "optdigits", "optdigits-test.csv.gz")), schema);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.Transforms.NormalizeMinMax("Features"))
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy());

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(test));

        Assert.IsGreaterThan(0.92, metrics.MicroAccuracy);
        Assert.IsLessThan(0.4, metrics.LogLoss);
    }

    [TestMethod]
    public void SdcaLogisticRegression_OnBanknotes_IsAlmostAlwaysRight()
    {
        LabelledRow[] rows = LabelledRow.Read(SharedFolder.Require("data", "small-tabular", "banknote_authentication.csv"));
        IDataView data = _context.Data.LoadFromEnumerable(rows.Select(row => new Note { Label = row.Label == "1", Features = row.Features }));
        DataOperationsCatalog.TrainTestData split = _context.Data.TrainTestSplit(data, testFraction: 0.3);

        var model = _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(split.TrainSet);
        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(model.Transform(split.TestSet));

        Assert.IsGreaterThan(0.96, metrics.Accuracy);
        Assert.IsGreaterThan(0.99, metrics.AreaUnderRocCurve);
        Assert.IsLessThan(0.2, metrics.LogLoss);
    }

    [TestMethod]
    public void SdcaLogisticRegression_OfTwoGroups_FindsTheirLogOdds()
    {
        // Three of four are true where the feature is 1, one of five where it is 0.
        IDataView data = _context.Data.LoadFromEnumerable(
        [
            .. Enumerable.Range(0, 80).Select(i => new Point { Label = i % 4 != 0, Features = [1] }),
            .. Enumerable.Range(0, 100).Select(i => new Point { Label = i % 5 == 0, Features = [0] }),
        ]);
        var options = new SdcaLogisticRegressionBinaryTrainer.Options
        {
            L2Regularization = 1e-6f,
            L1Regularization = 0,
            ConvergenceTolerance = 1e-5f,
            MaximumNumberOfIterations = 500,
        };

        var model = _context.BinaryClassification.Trainers.SdcaLogisticRegression(options).Fit(data);
        IDataView scored = model.Transform(data);

        Assert.AreEqual(0.75, EstimatorContract.Scalars<float>(scored, "Probability")[0], 0.01);
        Assert.AreEqual(0.2, EstimatorContract.Scalars<float>(scored, "Probability")[^1], 0.01);
        Assert.AreEqual(Math.Log(0.2 / 0.8), model.Model.SubModel.Bias, 0.06);
        Assert.AreEqual(Math.Log(0.75 / 0.25) - Math.Log(0.2 / 0.8), model.Model.SubModel.Weights[0], 0.1);
        Assert.AreEqual(-1, model.Model.Calibrator.Slope);
    }

    [TestMethod]
    public void SdcaLogisticRegression_ExampleWeights_CountAsRepetitions()
    {
        IDataView data = _context.Data.LoadFromEnumerable<WeightedPoint>(
        [
            .. Enumerable.Range(0, 50).Select(_ => new WeightedPoint { Label = true, Weight = 1.5f }),
            .. Enumerable.Range(0, 50).Select(_ => new WeightedPoint { Label = false, Weight = 0.5f }),
        ]);
        var options = new SdcaLogisticRegressionBinaryTrainer.Options
        {
            ExampleWeightColumnName = "Weight",
            L2Regularization = 1e-5f,
            ConvergenceTolerance = 1e-4f,
            MaximumNumberOfIterations = 300,
        };

        IDataView scored = _context.BinaryClassification.Trainers.SdcaLogisticRegression(options).Fit(data).Transform(data);

        Assert.AreEqual(0.75, EstimatorContract.Scalars<float>(scored, "Probability")[0], 0.02);
    }

    [TestMethod]
    public void SdcaLogisticRegression_StrongL1_LeavesNoWeight()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Point { Label = i % 3 == 0, Features = [i % 7 / 7f] }));

        var model = _context.BinaryClassification.Trainers.SdcaLogisticRegression(l2Regularization: 1, l1Regularization: 100).Fit(data);

        Assert.AreEqual(0, model.Model.SubModel.Weights[0]);
    }

    [TestMethod]
    public void SdcaLogisticRegression_OutputColumns_AreThePromisedOnes()
    {
        IDataView result = EstimatorContract.Check(_context, _context.BinaryClassification.Trainers.SdcaLogisticRegression(), Points());

        CollectionAssert.AreEqual(
            new[] { "Label", "Features", "PredictedLabel", "Score", "Probability" }, result.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(BooleanDataViewType.Instance, result.Schema["PredictedLabel"].Type);
        Assert.AreEqual("BinaryClassification", TextAnnotation(result.Schema["Score"], "ScoreColumnKind"));
        Assert.AreEqual("Probability", TextAnnotation(result.Schema["Probability"], "ScoreValueKind"));
        Assert.IsTrue(result.Schema["Probability"].IsNormalized());
        float[] scores = EstimatorContract.Scalars<float>(result, "Score");
        CollectionAssert.AreEqual(scores.Select(score => score > 0).ToArray(), EstimatorContract.Scalars<bool>(result, "PredictedLabel"));
        Assert.AreEqual(1 / (1 + Math.Exp(-scores[0])), EstimatorContract.Scalars<float>(result, "Probability")[0], 1e-6);
    }

    [TestMethod]
    public void SdcaMaximumEntropy_OutputColumns_AreThePromisedOnes()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Colour").Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key"));

        IDataView result = EstimatorContract.Check(_context, estimator, ColouredPoints());

        Assert.AreEqual("PredictedLabel", result.Schema[^2].Name);
        Assert.AreEqual("Score", result.Schema[^1].Name);
        Assert.AreEqual(3UL, ((KeyDataViewType)result.Schema["PredictedLabel"].Type).Count);
        CollectionAssert.AreEqual(new[] { "red", "green", "blue" }, EstimatorContract.SlotNames(result.Schema["Score"]));
        Assert.AreEqual("MulticlassClassification", TextAnnotation(result.Schema["Score"], "ScoreColumnKind"));
        foreach (float[] scores in EstimatorContract.Vectors(result, "Score"))
        {
            Assert.AreEqual(1, scores.Sum(), 1e-5);
        }

        CollectionAssert.AreEqual(EstimatorContract.Scalars<uint>(result, "Key"), EstimatorContract.Scalars<uint>(result, "PredictedLabel"));
    }

    [TestMethod]
    public void SdcaMaximumEntropy_LabelsThatAreNumbers_GiveLabelValuesButNoSlotNames()
    {
        var rows = ColouredPoints().Select(point => new NumberedPoint { Number = point.Colour.Length, Features = point.Features });
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Number")
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key"))
            .Append(_context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));

        IDataView result = EstimatorContract.Check(_context, estimator, rows);

        Assert.IsFalse(result.Schema["Score"].HasSlotNames());
        VBuffer<float> labels = default;
        result.Schema["Score"].Annotations.GetValue("TrainingLabelValues", ref labels);
        CollectionAssert.AreEqual(new float[] { 3, 5, 4 }, labels.DenseValues().ToArray());
        CollectionAssert.AreEqual(EstimatorContract.Scalars<float>(result, "Number"), EstimatorContract.Scalars<float>(result, "Predicted"));
    }

    [TestMethod]
    public void Fit_SameSeed_GivesTheSameModel()
    {
        float[] Scores(int seed)
        {
            var context = new MLContext(seed);
            IDataView data = context.Data.LoadFromEnumerable(Points());
            var options = new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 };
            return EstimatorContract.Scalars<float>(context.BinaryClassification.Trainers.SdcaLogisticRegression(options).Fit(data).Transform(data), "Score");
        }

        CollectionAssert.AreEqual(Scores(3), Scores(3));
    }

    [TestMethod]
    public void ScoreColumnSetId_OfASecondModel_IsAnother()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());
        var trainer = _context.BinaryClassification.Trainers.SdcaLogisticRegression();

        IDataView once = trainer.Fit(data).Transform(data);
        IDataView twice = trainer.Fit(once).Transform(once);

        uint first = 0;
        uint second = 0;
        once.Schema["Score"].Annotations.GetValue("ScoreColumnSetId", ref first);
        twice.Schema["Score"].Annotations.GetValue("ScoreColumnSetId", ref second);
        Assert.AreEqual(1u, first);
        Assert.AreEqual(2u, second);
    }

    [TestMethod]
    public void Fit_RowsWithMissingLabelOrFeatures_AreLeftOut()
    {
        ColouredPoint[] rows =
        [
            .. ColouredPoints(),
            .. Enumerable.Range(0, 200).Select(_ => new ColouredPoint { Colour = "", Features = [0, 0] }),
            .. Enumerable.Range(0, 200).Select(_ => new ColouredPoint { Colour = "red", Features = [float.NaN, 5] }),
        ];
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Colour").Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key"));

        ITransformer model = estimator.Fit(_context.Data.LoadFromEnumerable(rows));
        IDataView scored = model.Transform(_context.Data.LoadFromEnumerable(ColouredPoints()));

        Assert.AreEqual(1, _context.MulticlassClassification.Evaluate(scored, "Key").MicroAccuracy);
    }

    [TestMethod]
    public void Fit_NoUsableRow_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Point { Features = [float.NaN] }]);

        Assert.ThrowsExactly<InvalidOperationException>(() => _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(data));
    }

    [TestMethod]
    public void Fit_SparseFeatures_LearnsTheSameAsDense()
    {
        var encode = _context.Transforms.Categorical.OneHotEncoding("Features", "Colour");
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Key", "Colour")
            .Append(encode)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key"));
        IDataView data = _context.Data.LoadFromEnumerable(ColouredPoints());

        IDataView scored = pipeline.Fit(data).Transform(data);

        Assert.AreEqual(1, _context.MulticlassClassification.Evaluate(scored, "Key").MicroAccuracy);
    }

    [TestMethod]
    public void Train_MissingOrUnsuitableColumns_ThrowsNamingThem()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());
        SchemaShape shape = EstimatorContract.ShapeOf<Point>(_context);
        void Check(IEstimator<ITransformer> trainer, string column)
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(shape)).Message, column);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(data)).Message, column);
        }

        var binary = _context.BinaryClassification.Trainers;
        Check(binary.SdcaLogisticRegression(labelColumnName: "Truth"), "Truth");
        Check(binary.SdcaLogisticRegression(featureColumnName: "Inputs"), "Inputs");
        Check(binary.SdcaLogisticRegression(exampleWeightColumnName: "Weight"), "Weight");
        Check(binary.SdcaLogisticRegression(labelColumnName: "Features"), "Features");
        Check(binary.SdcaLogisticRegression(featureColumnName: "Label"), "Label");
        Check(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(), "Label");
    }

    [TestMethod]
    public void Transform_FeaturesOfAnotherSize_Throws()
    {
        var model = _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(_context.Data.LoadFromEnumerable(Points()));
        IDataView wider = _context.Data.LoadFromEnumerable([new Note { Features = [1, 2, 3, 4] }]);

        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => model.GetOutputSchema(wider.Schema)).Message, "Features");
    }

    [TestMethod]
    public void Options_OutOfRange_Throw()
    {
        var binary = _context.BinaryClassification.Trainers;
        Assert.Throws<ArgumentException>(() => binary.SdcaLogisticRegression(l2Regularization: -1));
        Assert.Throws<ArgumentException>(() => binary.SdcaLogisticRegression(maximumNumberOfIterations: 0));
        Assert.Throws<ArgumentException>(
            () => binary.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { ConvergenceTolerance = 0 }));
    }

    [TestMethod]
    public void PredictionEngine_OfALoadedModel_PredictsAsTheTrainedOne()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());
        var model = _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(data);
        ITransformer loaded = EstimatorContract.SaveAndLoad(_context, model, data);
        using var engine = _context.Model.CreatePredictionEngine<Point, Prediction>(loaded);

        float[] expected = EstimatorContract.Scalars<float>(model.Transform(data), "Probability");

        Assert.AreEqual(expected[0], engine.Predict(Points()[0]).Probability, 1e-6);
        Assert.AreEqual(expected[^1], engine.Predict(Points()[^1]).Probability, 1e-6);
    }

    [TestMethod]
    public void ChangeModelThreshold_MovesThePredictedLabelAlone()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Points());
        BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> model =
            _context.BinaryClassification.Trainers.SdcaLogisticRegression().Fit(data);

        IDataView scored = _context.BinaryClassification.ChangeModelThreshold(model, float.MaxValue).Transform(data);

        Assert.IsFalse(EstimatorContract.Scalars<bool>(scored, "PredictedLabel").Any(label => label));
        CollectionAssert.AreEqual(EstimatorContract.Scalars<float>(model.Transform(data), "Score"), EstimatorContract.Scalars<float>(scored, "Score"));
    }

    [TestMethod]
    public void MaximumEntropyModelParameters_WeightsAndBiases_GiveTheScores()
    {
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Key", "Colour").Fit(_context.Data.LoadFromEnumerable(ColouredPoints()))
            .Transform(_context.Data.LoadFromEnumerable(ColouredPoints()));
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model =
            _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key").Fit(data);

        VBuffer<float>[] weights = [];
        model.Model.GetWeights(ref weights, out int classCount);
        float[] biases = [.. model.Model.GetBiases()];
        float[] features = ColouredPoints()[0].Features;
        double[] logits = [.. weights.Select((ofClass, i) => biases[i] + ofClass.DenseValues().Zip(features, (weight, x) => (double)weight * x).Sum())];

        Assert.AreEqual(3, classCount);
        float[] scores = EstimatorContract.Vectors(model.Transform(data), "Score")[0];
        Assert.AreEqual(Math.Exp(logits[0]) / logits.Sum(Math.Exp), scores[0], 1e-5);
        Assert.AreEqual("Features", model.FeatureColumnName);
        Assert.AreEqual(2, ((VectorDataViewType)model.FeatureColumnType).Size);
    }

    private static Point[] Points() => [.. Enumerable.Range(0, 60).Select(i => new Point { Label = i >= 25, Features = [i / 10f - 2.7f + (i % 3)] })];

    private static ColouredPoint[] ColouredPoints() => [.. Enumerable.Range(0, 90).Select(i => new ColouredPoint
    {
        Colour = new[] { "red", "green", "blue" }[i % 3],
        Features = [(i % 3 == 1 ? 4 : 0) + i % 7 / 7f, (i % 3 == 2 ? 4 : 0) + i % 5 / 5f],
    })];

    private static string TextAnnotation(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }

    private sealed class Point
    {
        public bool Label { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [0];
    }

    private sealed class WeightedPoint
    {
        public bool Label { get; set; }

        public float Weight { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [0];
    }

    private sealed class Note
    {
        public bool Label { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [0, 0, 0, 0];
    }

    private sealed class ColouredPoint
    {
        public string Colour { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class NumberedPoint
    {
        public float Number { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class Prediction
    {
        public float Probability { get; set; }
    }
}

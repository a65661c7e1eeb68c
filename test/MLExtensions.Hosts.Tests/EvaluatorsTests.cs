using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class EvaluatorsTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void BinaryEvaluate_CountsAndRatios_AreThoseOfTheTable()
    {
        // Three true positives, one false negative, two false positives, four true negatives.
        IDataView data = Scored([.. Rows(3, true, 1), .. Rows(1, true, -1), .. Rows(2, false, 1), .. Rows(4, false, -1)]);

        BinaryClassificationMetrics metrics = _context.BinaryClassification.EvaluateNonCalibrated(data);

        Assert.AreEqual(0.7, metrics.Accuracy, 1e-12);
        Assert.AreEqual(0.6, metrics.PositivePrecision, 1e-12);
        Assert.AreEqual(0.75, metrics.PositiveRecall, 1e-12);
        Assert.AreEqual(0.8, metrics.NegativePrecision, 1e-12);
        Assert.AreEqual(4 / 6.0, metrics.NegativeRecall, 1e-12);
        Assert.AreEqual(2 * 0.6 * 0.75 / 1.35, metrics.F1Score, 1e-12);
        CollectionAssert.AreEqual(new double[] { 3, 1 }, metrics.ConfusionMatrix.Counts[0].ToArray());
        CollectionAssert.AreEqual(new double[] { 2, 4 }, metrics.ConfusionMatrix.Counts[1].ToArray());
        Assert.AreEqual(1, metrics.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 0));
        Assert.AreEqual(0.75, metrics.ConfusionMatrix.PerClassRecall[0], 1e-12);
        Assert.AreEqual(0.8, metrics.ConfusionMatrix.PerClassPrecision[1], 1e-12);
    }

    [TestMethod]
    public void BinaryEvaluate_AreaUnderRocCurve_CountsTiesHalf()
    {
        // Of 2 x 3 pairs the positive wins 4, one ties.
        IDataView data = Scored([Row(true, 3), Row(true, 1), Row(false, 2), Row(false, 1), Row(false, 0)]);

        BinaryClassificationMetrics metrics = _context.BinaryClassification.EvaluateNonCalibrated(data);

        Assert.AreEqual(4.5 / 6, metrics.AreaUnderRocCurve, 1e-12);
    }

    [TestMethod]
    public void BinaryEvaluate_AreaUnderPrecisionRecallCurve_IsTheTrapezoids()
    {
        // By falling score: positive, negative, positive, negative. Precision 1 up to recall 1/2, then from 1/2 to 2/3.
        IDataView data = Scored([Row(true, 4), Row(false, 3), Row(true, 2), Row(false, 1)]);

        BinaryClassificationMetrics metrics = _context.BinaryClassification.EvaluateNonCalibrated(data);

        Assert.AreEqual(0.5 * 1 + 0.5 * (1 / 2.0 + 2 / 3.0) / 2, metrics.AreaUnderPrecisionRecallCurve, 1e-12);
    }

    [TestMethod]
    public void BinaryEvaluate_LogLoss_IsInBits()
    {
        IDataView data = Scored([Row(true, 1, 0.5f), Row(true, 1, 0.25f), Row(true, 1, 0.5f), Row(false, -1, 0.5f)]);

        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(data);

        double entropy = -0.75 * Math.Log2(0.75) - 0.25 * Math.Log2(0.25);
        Assert.AreEqual((1 + 2 + 1 + 1) / 4.0, metrics.LogLoss, 1e-6);
        Assert.AreEqual(entropy, metrics.Entropy, 1e-6);
        Assert.AreEqual((entropy - 1.25) / entropy, metrics.LogLossReduction, 1e-6);
    }

    [TestMethod]
    public void BinaryEvaluate_OneClassOnly_Throws()
    {
        IDataView data = Scored([Row(true, 1), Row(true, 2)]);

        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.BinaryClassification.EvaluateNonCalibrated(data));

        StringAssert.Contains(thrown.Message, "negative class");
    }

    [TestMethod]
    public void BinaryEvaluate_MissingOrUnsuitableColumns_ThrowsNamingThem()
    {
        IDataView data = Scored([Row(true, 1), Row(false, 0)]);

        var label = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(data, labelColumnName: "Truth"));
        StringAssert.Contains(label.Message, "Truth");
        var score = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Evaluate(data, scoreColumnName: "PredictedLabel"));
        StringAssert.Contains(score.Message, "PredictedLabel");
        var probability = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.BinaryClassification.Evaluate(data, probabilityColumnName: "Chance"));
        StringAssert.Contains(probability.Message, "Chance");
    }

    [TestMethod]
    public void BinaryEvaluate_FormattedConfusionTable_HasMLNetsForm()
    {
        IDataView data = Scored([.. Rows(3, true, 1), .. Rows(1, true, -1), .. Rows(2, false, 1), .. Rows(4, false, -1)]);

        string table = _context.BinaryClassification.EvaluateNonCalibrated(data).ConfusionMatrix.GetFormattedConfusionTable();

        string[] expected =
        [
            "TEST POSITIVE RATIO:\t0.4000 (4.0/(4.0+6.0))",
            "Confusion table",
            "          ||======================",
            "PREDICTED || positive | negative | Recall",
            "TRUTH     ||======================",
            " positive ||        3 |        1 | 0.7500",
            " negative ||        2 |        4 | 0.6667",
            "          ||======================",
            "Precision ||   0.6000 |   0.8000 |",
            "",
        ];
        Assert.AreEqual(string.Join(Environment.NewLine, expected), table);
    }

    [TestMethod]
    public void MulticlassEvaluate_Figures_AreThoseByHand()
    {
        // Class 0 twice right of two, class 1 once of two, class 2 once of one.
        IDataView data = _context.Data.LoadFromEnumerable<ScoredClass>(
        [
            new() { Label = 0, Score = [0.5f, 0.25f, 0.25f] },
            new() { Label = 0, Score = [0.6f, 0.3f, 0.1f] },
            new() { Label = 1, Score = [0.2f, 0.7f, 0.1f] },
            new() { Label = 1, Score = [0.5f, 0.4f, 0.1f] },
            new() { Label = 2, Score = [0.1f, 0.1f, 0.8f] },
        ]);

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(data, topKPredictionCount: 2);

        double logLoss = -(Math.Log(0.5) + Math.Log(0.6) + Math.Log(0.7) + Math.Log(0.4) + Math.Log(0.8)) / 5;
        double entropy = -(2 * 0.4 * Math.Log(0.4) + 0.2 * Math.Log(0.2));
        Assert.AreEqual(4 / 5.0, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual((1 + 0.5 + 1) / 3, metrics.MacroAccuracy, 1e-12);
        Assert.AreEqual(logLoss, metrics.LogLoss, 1e-6);
        Assert.AreEqual((entropy - logLoss) / entropy, metrics.LogLossReduction, 1e-6);
        Assert.AreEqual(-(Math.Log(0.7) + Math.Log(0.4)) / 2, metrics.PerClassLogLoss[1], 1e-6);
        Assert.AreEqual(2, metrics.TopKPredictionCount);
        Assert.AreEqual(1.0, metrics.TopKAccuracy, 1e-12);
        Assert.AreEqual(0.8, metrics.TopKAccuracyForAllK[0], 1e-12);
        CollectionAssert.AreEqual(new double[] { 1, 1, 0 }, metrics.ConfusionMatrix.Counts[1].ToArray());
        Assert.AreEqual(3, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void MulticlassEvaluate_ImpossibleClass_CostsTheClampedLogLoss()
    {
        IDataView data = _context.Data.LoadFromEnumerable<ScoredClass>(
        [
            new() { Label = 0, Score = [0, 1, 0] },
            new() { Label = 1, Score = [0, 1, 0] },
        ]);

        Assert.AreEqual(-Math.Log(1e-15) / 2, _context.MulticlassClassification.Evaluate(data).LogLoss, 1e-4);
    }

    [TestMethod]
    public void MulticlassEvaluate_MissingLabelsAndScores_AreLeftOut()
    {
        // Members count keys from 0; one out of range is missing.
        IDataView data = _context.Data.LoadFromEnumerable<ScoredClass>(
        [
            new() { Label = 0, Score = [1, 0, 0] },
            new() { Label = 7, Score = [0, 1, 0] },
            new() { Label = 1, Score = [float.NaN, 1, 0] },
            new() { Label = 1, Score = [0, 0, 1] },
        ]);

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(data);

        Assert.AreEqual(0.5, metrics.MicroAccuracy, 1e-12);
        Assert.AreEqual(2, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()), 1e-12);
        Assert.AreEqual(0, metrics.TopKAccuracy);
    }

    [TestMethod]
    public void MulticlassEvaluate_FormattedConfusionTable_HasMLNetsForm()
    {
        IDataView data = _context.Data.LoadFromEnumerable<ScoredClass>(
        [
            new() { Label = 0, Score = [1, 0, 0] },
            new() { Label = 1, Score = [1, 0, 0] },
            new() { Label = 2, Score = [0, 0, 1] },
        ]);

        string table = _context.MulticlassClassification.Evaluate(data).ConfusionMatrix.GetFormattedConfusionTable();

        string[] expected =
        [
            "",
            "Confusion table",
            "          ||========================",
            "PREDICTED ||     0 |     1 |     2 | Recall",
            "TRUTH     ||========================",
            "        0 ||     1 |     0 |     0 | 1.0000",
            "        1 ||     1 |     0 |     0 | 0.0000",
            "        2 ||     0 |     0 |     1 | 1.0000",
            "          ||========================",
            "Precision ||0.5000 |0.0000 |1.0000 |",
            "",
        ];
        Assert.AreEqual(string.Join(Environment.NewLine, expected), table);
    }

    [TestMethod]
    public void MulticlassEvaluate_ScalarScore_ThrowsNamingTheColumn()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new ScoredNumber { Label = 1, Score = 1 }]);

        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.MulticlassClassification.Evaluate(data, predictedLabelColumnName: "Score"));

        StringAssert.Contains(thrown.Message, "Score");
    }

    [TestMethod]
    public void RegressionEvaluate_Figures_AreThoseByHand()
    {
        // Errors 1, -1, 2, 0; labels 1, 3, 4, 8 with mean 4 and squared distances 9 + 1 + 0 + 16.
        IDataView data = _context.Data.LoadFromEnumerable<ScoredNumber>(
        [
            new() { Label = 1, Score = 2 },
            new() { Label = 3, Score = 2 },
            new() { Label = 4, Score = 6 },
            new() { Label = 8, Score = 8 },
            new() { Label = float.NaN, Score = 8 },
            new() { Label = 8, Score = float.NaN },
        ]);

        RegressionMetrics metrics = _context.Regression.Evaluate(data);

        Assert.AreEqual(1.0, metrics.MeanAbsoluteError, 1e-12);
        Assert.AreEqual(1.5, metrics.MeanSquaredError, 1e-12);
        Assert.AreEqual(Math.Sqrt(1.5), metrics.RootMeanSquaredError, 1e-12);
        Assert.AreEqual(1.5, metrics.LossFunction, 1e-12);
        Assert.AreEqual(1 - 6 / 26.0, metrics.RSquared, 1e-6);
    }

    [TestMethod]
    public void RegressionEvaluate_OneRow_HasNoRSquared()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new ScoredNumber { Label = 1, Score = 2 }]);

        Assert.AreEqual(double.NaN, _context.Regression.Evaluate(data).RSquared);
    }

    private static IEnumerable<ScoredFlag> Rows(int count, bool label, float score) => Enumerable.Range(0, count).Select(_ => Row(label, score));

    private static ScoredFlag Row(bool label, float score, float probability = 0.5f) =>
        new() { Label = label, Score = score, Probability = probability, PredictedLabel = score > 0 };

    private IDataView Scored(ScoredFlag[] rows) => _context.Data.LoadFromEnumerable(rows);

    private sealed class ScoredFlag
    {
        public bool Label { get; set; }

        public bool PredictedLabel { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }
    }

    private sealed class ScoredClass
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];
    }

    private sealed class ScoredNumber
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML.Tests.Ensembles;

/// <summary>Each metric of AutoML's enumerations, of predictions, is what ML.NET's <c>Evaluate</c> says of a data view of the same rows.</summary>
[TestClass]
public sealed class PredictionMetricTests
{
    private const double Tolerance = 1e-6;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void BinaryMetrics_OfRawScores_AreThoseOfEvaluateNonCalibrated(int seed)
    {
        var (labels, scores) = BinaryRows(seed, 500);
        var expected = Evaluate(labels, scores);

        AssertAreEqual(Binary(expected), new TrialPredictions(labels, 1, scores, false, new int[labels.Length]));
    }

    [TestMethod]
    [DataRow(4)]
    [DataRow(5)]
    public void BinaryMetrics_OfProbabilities_AreThoseOfEvaluate_OverTheirLogOdds(int seed)
    {
        var (labels, scores) = BinaryRows(seed, 500);
        float[] probabilities = Array.ConvertAll(scores, score => (float)new ProbabilitySigmoid(1, 0).Probability(score));
        var expected = Evaluate(labels, Array.ConvertAll(probabilities, LogOdds));

        AssertAreEqual(Binary(expected), new TrialPredictions(labels, 1, probabilities, true, new int[labels.Length]));
    }

    [TestMethod]
    public void BinaryMetrics_WhereNothingIsPredictedYes_AreThoseOfEvaluate()
    {
        float[] labels = [1, 0, 1, 0, 0], scores = [-1, -2, -3, -1, -5];

        AssertAreEqual(Binary(Evaluate(labels, scores)), new TrialPredictions(labels, 1, scores, false, new int[5]));
    }

    [TestMethod]
    public void TheAreas_OfOneClassAlone_AreNoNumbers()
    {
        var ones = new TrialPredictions([1, 1], 1, [0.5f, 0.75f], true, [0, 0]);
        var zeros = ones with { Labels = [0, 0] };

        Assert.AreEqual(double.NaN, Metric("AreaUnderRocCurve").Evaluate(ones));
        Assert.AreEqual(double.NaN, Metric("AreaUnderRocCurve").Evaluate(zeros));
        Assert.AreEqual(double.NaN, Metric("AreaUnderPrecisionRecallCurve").Evaluate(zeros));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void MulticlassMetrics_AreThoseOfEvaluate(int seed)
    {
        const int Classes = 4;
        var random = new Random(seed);
        float[] labels = new float[400], scores = new float[labels.Length * Classes];
        for (int row = 0; row < labels.Length; row++)
        {
            // Beyond the classes, not a class, missing; equal scores; scores that are certain.
            labels[row] = row % 50 == 7 ? 5 : row % 50 == 8 ? 1.5f : row % 50 == 9 ? float.NaN : random.Next(Classes);
            float[] raw = [.. Enumerable.Range(0, Classes).Select(i => i == labels[row] ? 3f : random.Next(4))];
            raw = row % 40 == 3 ? [1, 0, 0, 0] : raw;
            for (int i = 0; i < Classes; i++)
            {
                scores[(row * Classes) + i] = row % 60 == 11 && i == 2 ? float.NaN : raw.Sum() == 0 ? 0.25f : raw[i] / raw.Sum();
            }
        }

        var view = _context.Data.LoadFromEnumerable(labels.Select((label, row) => new ClassRow { Label = label, Score = scores[(row * Classes)..((row + 1) * Classes)] }));
        var expected = _context.MulticlassClassification.Evaluate(view);

        AssertAreEqual(
            [
                ("MicroAccuracy", expected.MicroAccuracy), ("MacroAccuracy", expected.MacroAccuracy), ("LogLoss", expected.LogLoss),
                ("LogLossReduction", expected.LogLossReduction), ("TopKAccuracy", expected.TopKAccuracy),
            ],
            new TrialPredictions(labels, Classes, scores, true, new int[labels.Length]));
        Assert.IsGreaterThan(0.3, expected.MicroAccuracy);
    }

    [TestMethod]
    [DataRow(1, 0f, 1f)]
    [DataRow(2, 1e4f, 10f)]
    [DataRow(3, -3f, 1e-3f)]
    public void RegressionMetrics_AreThoseOfEvaluate(int seed, float mean, float spread)
    {
        var random = new Random(seed);
        float[] labels = [.. Enumerable.Range(0, 300).Select(_ => mean + (spread * random.NextSingle()))];
        float[] scores = [.. labels.Select(label => label + (0.3f * spread * (random.NextSingle() - 0.4f)))];
        labels[5] = float.NaN;
        scores[9] = float.NaN;
        var expected = _context.Regression.Evaluate(_context.Data.LoadFromEnumerable(labels.Zip(scores, (label, score) => new NumberRow { Label = label, Score = score })));

        AssertAreEqual(
            [
                ("RSquared", expected.RSquared), ("MeanAbsoluteError", expected.MeanAbsoluteError), ("MeanSquaredError", expected.MeanSquaredError),
                ("RootMeanSquaredError", expected.RootMeanSquaredError),
            ],
            new TrialPredictions(labels, 1, scores, false, new int[labels.Length]));
    }

    [TestMethod]
    public void EvaluateFolds_IsTheMetricOfEachFoldsRows()
    {
        var (labels, scores) = BinaryRows(7, 300);
        int[] folds = [.. Enumerable.Range(0, 300).Select(row => row / 120)];

        double[] metrics = Metric("AreaUnderRocCurve").EvaluateFolds(new TrialPredictions(labels, 1, scores, false, folds));

        Assert.HasCount(3, metrics);
        for (int fold = 0; fold < 3; fold++)
        {
            int start = 120 * fold, end = Math.Min(start + 120, 300);
            Assert.AreEqual(Evaluate(labels[start..end], scores[start..end]).AreaUnderRocCurve, metrics[fold], Tolerance);
        }
    }

    [TestMethod]
    public void EachMetricOfAutoML_IsThere_AndIsOfOneEnumerationAlone()
    {
        string[] names = [.. Enum.GetNames<BinaryClassificationMetric>(), .. Enum.GetNames<MulticlassClassificationMetric>(), .. Enum.GetNames<RegressionMetric>()];

        CollectionAssert.AllItemsAreUnique(names);
        foreach (string name in names)
        {
            Assert.AreEqual(name, Metric(name).Name);
        }
    }

    [TestMethod]
    public void EachMetric_SaysWhetherMoreIsBetter()
    {
        string[] losses = ["LogLoss", "MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError"];
        foreach (string name in (string[])["Accuracy", "AreaUnderRocCurve", "F1Score", "MacroAccuracy", "LogLossReduction", "RSquared", .. losses])
        {
            Assert.AreEqual(!losses.Contains(name), Metric(name).IsMaximize, name);
            Assert.AreEqual(!losses.Contains(name), Metric(name).IsBetter(0.5, than: 0.25), name);
            Assert.IsTrue(Metric(name).IsBetter(0.5, than: double.NaN), name);
            Assert.IsFalse(Metric(name).IsBetter(double.NaN, than: 0.5), name);
        }

        Assert.IsNull(PredictionMetric.Find("MyOwn"));
    }

    /// <summary>As an ensemble's score is: finite also where the probability is 1.</summary>
    private static float LogOdds(float probability) => (float)(Math.Log(probability) - Math.Log(Math.Max(1.0 - probability, 1e-16)));

    private static PredictionMetric Metric(string name) => PredictionMetric.Find(name) ?? throw new AssertFailedException($"There is no metric {name}.");

    private static void AssertAreEqual(IEnumerable<(string Name, double Value)> expected, TrialPredictions predictions)
    {
        foreach (var (name, value) in expected)
        {
            Assert.AreEqual(value, Metric(name).Evaluate(predictions), Tolerance * Math.Max(1, Math.Abs(value)), name);
        }
    }

    /// <summary>Scores that say something of the label, with ties, missing labels, and scores that are no numbers.</summary>
    private static (float[] Labels, float[] Scores) BinaryRows(int seed, int count)
    {
        var random = new Random(seed);
        float[] labels = [.. Enumerable.Range(0, count).Select(row => row % 60 == 5 ? float.NaN : random.Next(2))];
        float[] scores = [.. labels.Select((label, row) => row % 70 == 3 ? float.NaN : row % 90 == 4 ? float.PositiveInfinity : (random.Next(-20, 20) + (5 * label)) / 8f)];
        scores[10] = 0;
        scores[11] = -0f;
        return (labels, scores);
    }

    private static IEnumerable<(string Name, double Value)> Binary(BinaryClassificationMetrics metrics) =>
    [
        ("Accuracy", metrics.Accuracy), ("AreaUnderRocCurve", metrics.AreaUnderRocCurve), ("AreaUnderPrecisionRecallCurve", metrics.AreaUnderPrecisionRecallCurve),
        ("F1Score", metrics.F1Score), ("PositivePrecision", metrics.PositivePrecision), ("PositiveRecall", metrics.PositiveRecall),
        ("NegativePrecision", metrics.NegativePrecision), ("NegativeRecall", metrics.NegativeRecall),
    ];

    private BinaryClassificationMetrics Evaluate(float[] labels, float[] scores) => _context.BinaryClassification.EvaluateNonCalibrated(
        _context.Data.LoadFromEnumerable(labels.Zip(scores, (label, score) => new NumberRow { Label = label, Score = score, PredictedLabel = score > 0 })));

    private sealed class NumberRow
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class ClassRow
    {
        public float Label { get; set; }

        [VectorType(4)]
        public float[] Score { get; set; } = [];

        [KeyType(4)]
        public uint PredictedLabel { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using static MLExtensions.Tests.Evaluation.EvaluationData;

namespace MLExtensions.Tests.Evaluation;

/// <summary>Multi-label metrics are scikit-learn's.</summary>
[TestClass]
public sealed class MultiLabelMetricsTests
{
    private const double Tolerance = 1e-6;

    private static readonly MLContext Context = new(seed: 1);

    /// <summary>
    /// The figures are scikit-learn 1.2.1's:
    /// <code>
    /// i, j = np.mgrid[0:40, 0:4]
    /// score = ((((i * (7 + 2 * j) + 13 * j) % 41) // 4 - 5) / 2).astype(np.float32)
    /// y = score + ((i * 29 + j * 31) % 37 - 18) / 8 > 0
    /// p = (1 / (1 + np.exp(-score))).astype(np.float32)
    /// z = score > 0
    /// accuracy_score(y, z), hamming_loss(y, z)
    /// for a in ('micro', 'macro', 'samples'): precision_score(y, z, average=a), recall_score(y, z, average=a), f1_score(y, z, average=a)
    /// np.mean([log_loss(y[:, k], p[:, k]) for k in range(4)]), roc_auc_score(y, score)
    /// for k in range(4): the same of y[:, k], z[:, k], score[:, k]
    /// </code>
    /// </summary>
    [TestMethod]
    public void Metrics_OfFortyRows_AreScikitLearns()
    {
        var metrics = Context.BinaryClassification.EvaluateMultiLabel(View(Context, Forty(label => label), 4, ["a", "b", "", "d"]));

        Assert.AreEqual(40, metrics.RowCount);
        Assert.AreEqual(0, metrics.SkippedRowCount);
        Assert.AreEqual(0.3, metrics.SubsetAccuracy, Tolerance);
        Assert.AreEqual(0.25625, metrics.HammingLoss, Tolerance);
        Assert.AreEqual(0.8333333333333334, metrics.MicroPrecision, Tolerance);
        Assert.AreEqual(0.6470588235294118, metrics.MicroRecall, Tolerance);
        Assert.AreEqual(0.728476821192053, metrics.MicroF1, Tolerance);
        Assert.AreEqual(0.8318014705882353, metrics.MacroPrecision, Tolerance);
        Assert.AreEqual(0.6651755495633455, metrics.MacroRecall, Tolerance);
        Assert.AreEqual(0.730633541295306, metrics.MacroF1, Tolerance);
        Assert.AreEqual(0.670595238095238, metrics.SamplesF1, Tolerance);
        Assert.AreEqual(0.46721392668660483, metrics.LogLoss, Tolerance);
        Assert.AreEqual(0.9035864199443666, metrics.MacroAreaUnderRocCurve, Tolerance);
        Assert.HasCount(4, metrics.PerLabel);
        AssertLabel(new("a", 0.775, 0.75, 0.7058823529411765, 0.7272727272727272, 0.8554987212276215, 17), metrics.PerLabel[0]);
        AssertLabel(new("b", 0.65, 1.0, 0.5483870967741935, 0.7083333333333333, 0.992831541218638, 31), metrics.PerLabel[1]);
        AssertLabel(new("2", 0.75, 0.7647058823529411, 0.6842105263157895, 0.7222222222222222, 0.8859649122807016, 19), metrics.PerLabel[2]);
        AssertLabel(new("d", 0.8, 0.8125, 0.7222222222222222, 0.7647058823529411, 0.8800505050505051, 18), metrics.PerLabel[3]);
    }

    [TestMethod]
    public void Labels_OfAnyNumberType_DenseOrSparse_AreTheSame()
    {
        string expected = Context.BinaryClassification.EvaluateMultiLabel(View(Context, Forty(label => label), 4)).ToString();

        Assert.AreEqual(expected, Evaluate(Forty(label => label ? 2.5f : -1f)));
        Assert.AreEqual(expected, Evaluate(Forty(label => label ? 1.0 : 0.0)));
        Assert.AreEqual(expected, Evaluate(Forty(label => label ? 3 : 0)));
        Assert.AreEqual(expected, Evaluate(Forty(label => label ? 1L : -1L)));
        Assert.AreEqual(expected, Evaluate(Forty(label => label ? (byte)1 : (byte)0)));
        Assert.AreEqual(expected, Evaluate(Forty(label => label ? ulong.MaxValue : 0)));
        var sparse = Forty(label => label ? 1f : 0f);
        foreach (var row in sparse)
        {
            int[] present = [.. Enumerable.Range(0, 4).Where(i => row.Label.GetItemOrDefault(i) > 0)];
            row.Label = new(4, present.Length, [.. present.Select(_ => 1f)], present);
        }

        Assert.AreEqual(expected, Evaluate(sparse));

        static string Evaluate<T>(IEnumerable<VectorRow<T>> rows) =>
            Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 4)).ToString();
    }

    /// <summary>
    /// scikit-learn 1.2.1: <c>y = [[1,0,0],[0,0,1],[1,0,0],[0,0,0]]; z = [[1,0,0],[1,1,1],[0,0,0],[0,0,0]]</c>, precision_score, recall_score and f1_score.
    /// </summary>
    [TestMethod]
    public void ALabelThatIsNeverPresent_CountsZero_AndHasNoArea()
    {
        VectorRow<bool>[] rows =
        [
            Row<bool>([true, false, false], [1, -1, -1]),
            Row<bool>([false, false, true], [1, 1, 1]),
            Row<bool>([true, false, false], [-1, -1, -1]),
            Row<bool>([false, false, false], [-1, -1, -1]),
        ];

        var metrics = Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 3));

        Assert.AreEqual(0.5, metrics.MicroPrecision, Tolerance);
        Assert.AreEqual(2 / 3.0, metrics.MicroRecall, Tolerance);
        Assert.AreEqual(0.5714285714285715, metrics.MicroF1, Tolerance);
        Assert.AreEqual(0.5, metrics.MacroPrecision, Tolerance);
        Assert.AreEqual(0.5, metrics.MacroRecall, Tolerance);
        Assert.AreEqual(0.5, metrics.MacroF1, Tolerance);
        Assert.AreEqual(0.375, metrics.SamplesF1, Tolerance);
        var absent = metrics.PerLabel[1];
        Assert.AreEqual(0, absent.PositiveCount);
        Assert.AreEqual(0, absent.Precision);
        Assert.AreEqual(0, absent.Recall);
        Assert.AreEqual(0, absent.F1);
        Assert.AreEqual(0.75, absent.Accuracy);
        Assert.IsTrue(double.IsNaN(absent.AreaUnderRocCurve));
        Assert.IsTrue(double.IsNaN(metrics.MacroAreaUnderRocCurve));
        Assert.AreEqual(1, metrics.PerLabel[2].AreaUnderRocCurve);
    }

    [TestMethod]
    public void Area_OfScoresThatAreAllAlike_IsAHalf()
    {
        VectorRow<bool>[] rows = [Row([true], [1f]), Row([false], [1f]), Row([false], [1f])];

        Assert.AreEqual(0.5, Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 1)).MacroAreaUnderRocCurve);
    }

    [TestMethod]
    public void LogLoss_OfACertaintyThatIsWrong_IsFinite()
    {
        var row = Row([true], [-200f]);
        row.Probability = new(1, [0f]);

        Assert.AreEqual(23 * Math.Log(2), Context.BinaryClassification.EvaluateMultiLabel(View(Context, [row], 1)).LogLoss, 1e-9);
    }

    [TestMethod]
    public void RowsWithAMissingValue_AreLeftOutAndCounted()
    {
        var rows = Forty(label => label ? 1f : 0f).ToList();
        string expected = Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 4)).ToString();
        rows.Insert(3, Row([1f, float.NaN, 0, 0], [1, 1, 1, 1]));
        rows.Insert(20, Row([1f, 1, 0, 0], [1, float.NaN, 1, 1]));
        rows.Add(Row([1f, 1, 0, 0], [1, 1, 1, float.PositiveInfinity]));

        var metrics = Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 4));

        Assert.AreEqual(40, metrics.RowCount);
        Assert.AreEqual(3, metrics.SkippedRowCount);
        Assert.AreEqual(expected, metrics.ToString().Replace(" (3 left out)", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void ToString_IsATableOfTheLabels()
    {
        VectorRow<bool>[] rows = [Row<bool>([true, false], [1, -1]), Row<bool>([false, true], [-1, 1])];

        string text = Context.BinaryClassification.EvaluateMultiLabel(View(Context, rows, 2, ["cat", "a longer name"])).ToString();

        Assert.AreEqual(
            """
            Multi-label metrics of 2 rows, 2 labels
            Subset accuracy 1.0000, Hamming loss 0.0000, log-loss 0.31326, F1 of rows 1.0000

            Label          Accuracy  Precision  Recall      F1     AUC  Positive
            --------------------------------------------------------------------
            cat              1.0000     1.0000  1.0000  1.0000  1.0000         1
            a longer name    1.0000     1.0000  1.0000  1.0000  1.0000         1
            (macro)                     1.0000  1.0000  1.0000  1.0000
            (micro)                     1.0000  1.0000  1.0000
            """,
            string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())));
    }

    private static VectorRow<T>[] Forty<T>(Func<bool, T> label) =>
    [
        .. Enumerable.Range(0, 40).Select(i =>
        {
            float[] scores = [.. Enumerable.Range(0, 4).Select(j => ((((i * (7 + (2 * j))) + (13 * j)) % 41 / 4) - 5) / 2f)];
            return Row([.. scores.Select((score, j) => label(score + (((((i * 29) + (j * 31)) % 37) - 18) / 8f) > 0))], scores);
        }),
    ];

    private static void AssertLabel(LabelMetrics expected, LabelMetrics actual)
    {
        Assert.AreEqual(expected.Name, actual.Name);
        Assert.AreEqual(expected.Accuracy, actual.Accuracy, Tolerance);
        Assert.AreEqual(expected.Precision, actual.Precision, Tolerance);
        Assert.AreEqual(expected.Recall, actual.Recall, Tolerance);
        Assert.AreEqual(expected.F1, actual.F1, Tolerance);
        Assert.AreEqual(expected.AreaUnderRocCurve, actual.AreaUnderRocCurve, Tolerance);
        Assert.AreEqual(expected.PositiveCount, actual.PositiveCount);
    }
}

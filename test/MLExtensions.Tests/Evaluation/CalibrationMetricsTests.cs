using Microsoft.ML;
using static MLExtensions.Tests.Evaluation.EvaluationData;

namespace MLExtensions.Tests.Evaluation;

/// <summary>Calibration's bins are those of scikit-learn's calibration_curve.</summary>
[TestClass]
public sealed class CalibrationMetricsTests
{
    private const double Tolerance = 1e-7;

    private static readonly MLContext Context = new(seed: 1);

    /// <summary>
    /// The figures are scikit-learn 1.2.1's, the errors by numpy from its curve:
    /// <code>
    /// i = np.arange(200)
    /// p = ((i * 37 % 101) / 100).astype(np.float32)
    /// y = (i * 53 % 97) / 96 &lt; p.astype(float) ** 2
    /// t, m = calibration_curve(y, p, n_bins=bins)
    /// n = np.bincount(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], p), minlength=bins)
    /// np.sum(np.abs(t - m) * n[n > 0]) / len(p), np.max(np.abs(t - m)), brier_score_loss(y, p)
    /// </code>
    /// </summary>
    [TestMethod]
    [DataRow(15, 0.30230769515037537, 0.0, 0.029999999595539912, 0.9285714285714286, 0.9700000030653817, new[] { 14, 14, 12, 14, 13, 12, 14, 14, 12, 13, 14, 12, 14, 14, 14 })]
    [DataRow(5, 0.24435897438954085, 0.025, 0.09500000011175871, 0.8095238095238095, 0.9000000017029899, new[] { 40, 39, 40, 39, 42 })]
    public void Binary_OfTwoHundredRows_IsScikitLearns(
        int binCount, double maximum, double firstObserved, double firstConfidence, double lastObserved, double lastConfidence, int[] counts)
    {
        var metrics = Context.BinaryClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(TwoHundred()), binCount: binCount);

        Assert.AreEqual(0.1504499999806285, metrics.ExpectedCalibrationError, Tolerance);
        Assert.AreEqual(maximum, metrics.MaximumCalibrationError, Tolerance);
        Assert.AreEqual(0.15903749940395373, metrics.BrierScore, Tolerance);
        CollectionAssert.AreEqual(counts, metrics.Bins.Select(bin => (int)bin.Count).ToArray());
        Assert.AreEqual(firstObserved, metrics.Bins[0].ObservedFrequency, Tolerance);
        Assert.AreEqual(firstConfidence, metrics.Bins[0].MeanConfidence, Tolerance);
        Assert.AreEqual(lastObserved, metrics.Bins[^1].ObservedFrequency, Tolerance);
        Assert.AreEqual(lastConfidence, metrics.Bins[^1].MeanConfidence, Tolerance);
        Assert.AreEqual(0, metrics.Bins[0].Lower);
        Assert.AreEqual(1, metrics.Bins[^1].Upper);
        Assert.AreEqual(200, metrics.RowCount);
    }

    /// <summary>
    /// scikit-learn 1.2.1:
    /// <code>
    /// i, k = np.mgrid[0:150, 0:3]
    /// w = 1 + (i * (7 + 4 * k) + 5 * k) % 9
    /// q = (w.astype(np.float32) / w.sum(1, keepdims=True).astype(np.float32)).astype(np.float32)
    /// y = (i[:, 0] * 13 + i[:, 0] // 7) % 3
    /// c = q.max(1); r = q.argmax(1) == y
    /// t, m = calibration_curve(r, c, n_bins=10) and as above; sum(brier_score_loss(y == k, q[:, k]) for k in range(3))
    /// </code>
    /// </summary>
    [TestMethod]
    public void Multiclass_OfAHundredAndFiftyRows_IsScikitLearnsOfThePredictedClass()
    {
        ClassRow[] rows =
        [
            .. Enumerable.Range(0, 150).Select(i =>
            {
                int[] weights = [.. Enumerable.Range(0, 3).Select(k => 1 + (((i * (7 + (4 * k))) + (5 * k)) % 9))];
                return new ClassRow { Label = (uint)(((i * 13) + (i / 7)) % 3), Score = [.. weights.Select(weight => weight / (float)weights.Sum())] };
            }),
        ];

        var metrics = Context.MulticlassClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(rows), binCount: 10);

        Assert.AreEqual(0.15738625268141426, metrics.ExpectedCalibrationError, Tolerance);
        Assert.AreEqual(0.37254903947605805, metrics.MaximumCalibrationError, Tolerance);
        Assert.AreEqual(0.7248273047788718, metrics.BrierScore, Tolerance);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 17, 83, 33, 17, 0, 0, 0 }, metrics.Bins.Select(bin => bin.Count).ToArray());
        Assert.IsTrue(double.IsNaN(metrics.Bins[0].MeanConfidence));
        Assert.IsTrue(double.IsNaN(metrics.Bins[0].ObservedFrequency));
    }

    /// <summary>A bin ends with its upper end (Guo et al. 2017, section 2).</summary>
    [TestMethod]
    public void AConfidenceAtAnEnd_IsInTheBinBelow()
    {
        ScalarRow<bool>[] rows = [.. new[] { 0f, 0.25f, 0.5f, 0.75f, 1f, float.BitIncrement(0.25f) }.Select(p => new ScalarRow<bool> { Probability = p })];

        var metrics = Context.BinaryClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(rows), binCount: 4);

        CollectionAssert.AreEqual(new long[] { 2, 2, 1, 1 }, metrics.Bins.Select(bin => bin.Count).ToArray());
    }

    [TestMethod]
    public void RowsWithAMissingValue_AreLeftOutAndCounted()
    {
        ScalarRow<float>[] numbers = [new() { Label = 1, Probability = 1 }, new() { Label = float.NaN, Probability = 0 }, new() { Label = 1, Probability = float.NaN }];
        ClassRow[] keys = [new() { Label = 9, Score = [1, 0, 0] }, new() { Label = 1, Score = [0, 1, 0] }];

        var binary = Context.BinaryClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(numbers));
        var multiclass = Context.MulticlassClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(keys));

        Assert.AreEqual((1, 2), (binary.RowCount, binary.SkippedRowCount));
        Assert.AreEqual(0, binary.BrierScore);
        Assert.AreEqual((1, 1), (multiclass.RowCount, multiclass.SkippedRowCount));
        Assert.AreEqual(0, multiclass.ExpectedCalibrationError);
    }

    [TestMethod]
    public void ToString_IsAReliabilityDiagram()
    {
        ScalarRow<bool>[] rows =
        [
            .. Enumerable.Range(0, 4).Select(i => new ScalarRow<bool> { Probability = 0.9f, Label = i < 2 }),
            new() { Probability = 0.1f },
        ];

        string text = Context.BinaryClassification.EvaluateCalibration(Context.Data.LoadFromEnumerable(rows), binCount: 3).ToString();

        Assert.AreEqual(
            """
            Calibration of 5 rows
            Expected calibration error 0.3400, maximum 0.4000, Brier score 0.3300

            Bin              Rows  Confidence  Observed  Observed as a bar, | at the confidence
            -----------------------------------------------------------------------------------
            0.0000 - 0.3333     1      0.1000    0.0000       [   |                           ]
            0.3333 - 0.6667     0                             [                               ]
            0.6667 - 1.0000     4      0.9000    0.5000       [###############            |   ]
            """,
            text);
    }

    private static ScalarRow<bool>[] TwoHundred() =>
    [
        .. Enumerable.Range(0, 200).Select(i =>
        {
            float p = (float)(i * 37 % 101 / 100.0);
            return new ScalarRow<bool> { Probability = p, Label = i * 53 % 97 / 96.0 < (double)p * p };
        }),
    ];
}

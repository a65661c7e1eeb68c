using Microsoft.ML;
using static MLExtensions.Tests.Evaluation.EvaluationData;

namespace MLExtensions.Tests.Evaluation;

/// <summary>Multi-output metrics are scikit-learn's.</summary>
[TestClass]
public sealed class MultiOutputMetricsTests
{
    private static readonly MLContext Context = new(seed: 1);

    /// <summary>
    /// The figures are scikit-learn 1.2.1's:
    /// <code>
    /// i, j = np.mgrid[0:30, 0:3]
    /// y = ((i * (5 + 2 * j) + 3 * j) % 31 - 15) * 10.0 ** j
    /// s = (y + ((i * 11 + j * 7) % 13 - 6) * 10.0 ** j / 4).astype(np.float32)
    /// for f in (mean_absolute_error, mean_squared_error, r2_score): f(y, s, multioutput='raw_values'), f(y, s)
    /// np.sqrt(mean_squared_error(y, s, multioutput='raw_values')), mean_squared_error(y, s, squared=False)
    /// </code>
    /// </summary>
    [TestMethod]
    public void Metrics_OfThirtyRows_AreScikitLearns()
    {
        var metrics = Context.Regression.EvaluateMultiOutput(View(Context, Thirty(), 3, ["x", "y", "z"]));

        Assert.AreEqual(30, metrics.RowCount);
        AssertOutput(new("x", 0.825, 0.90625, 0.95197164, 0.98845525), metrics.PerOutput[0]);
        AssertOutput(new("y", 7.83333333, 83.3333333, 9.12870929, 0.98927591), metrics.PerOutput[1]);
        AssertOutput(new("z", 84.16666667, 9270.83333, 96.28516674, 0.98793576), metrics.PerOutput[2]);
        AssertOutput(
            new("mean", 30.941666666666666, 3118.357638888889, 35.455282555248985, 0.988555639533419),
            new("mean", metrics.MeanAbsoluteError, metrics.MeanSquaredError, metrics.RootMeanSquaredError, metrics.RSquared));
    }

    /// <summary>scikit-learn 1.2.1: <c>r2_score([3, 3, 3], [3, 3, 3])</c> is 1, <c>r2_score([3, 3, 3], [3, 3, 4])</c> is 0, <c>r2_score([3], [3])</c> is NaN.</summary>
    [TestMethod]
    public void RSquared_OfAConstantOutput_IsOneWhereExactAndElseZero()
    {
        VectorRow<int>[] rows = [Row<int>([3, 3], [3, 3]), Row<int>([3, 3], [3, 3]), Row<int>([3, 3], [3, 4])];

        var metrics = Context.Regression.EvaluateMultiOutput(View(Context, rows, 2));

        Assert.AreEqual(1, metrics.PerOutput[0].RSquared);
        Assert.AreEqual(0, metrics.PerOutput[1].RSquared);
        Assert.AreEqual(0.5, metrics.RSquared);
        Assert.AreEqual("1", metrics.PerOutput[1].Name);
        Assert.IsTrue(double.IsNaN(Context.Regression.EvaluateMultiOutput(View(Context, rows[..1], 2)).RSquared));
    }

    [TestMethod]
    public void RSquared_OfLabelsFarFromZero_KeepsItsDigits()
    {
        VectorRow<double>[] rows = [.. Enumerable.Range(0, 4).Select(i => Row([1e9 + i], [1e9f]))];

        // The deviations from the mean are 1.5, 0.5, 0.5, 1.5, the errors 0, 1, 2, 3.
        Assert.AreEqual(1 - (14 / 5.0), Context.Regression.EvaluateMultiOutput(View(Context, rows, 1)).RSquared, 1e-9);
    }

    [TestMethod]
    public void RowsWithAMissingValue_AreLeftOutAndCounted()
    {
        var rows = Thirty().ToList();
        double expected = Context.Regression.EvaluateMultiOutput(View(Context, rows, 3)).RSquared;
        rows.Insert(0, Row([1, 2, double.NaN], [1, 2, 3]));
        rows.Add(Row([1.0, 2, 3], [float.NaN, 2, 3]));

        var metrics = Context.Regression.EvaluateMultiOutput(View(Context, rows, 3));

        Assert.AreEqual(30, metrics.RowCount);
        Assert.AreEqual(2, metrics.SkippedRowCount);
        Assert.AreEqual(expected, metrics.RSquared);
    }

    [TestMethod]
    public void ToString_IsATableOfTheOutputs()
    {
        VectorRow<float>[] rows = [Row<float>([0, 1000], [1, 1000]), Row<float>([2, 3000], [2, 2000])];

        Assert.AreEqual(
            """
            Multi-output metrics of 2 rows, 2 outputs

            Output     MAE      MSE     RMSE      R2
            ----------------------------------------
            width      0.5      0.5  0.70711  0.5000
            height     500    5E+05   707.11  0.5000
            (mean)  250.25  2.5E+05   353.91  0.5000
            """,
            Context.Regression.EvaluateMultiOutput(View(Context, rows, 2, ["width", "height"])).ToString());
    }

    private static VectorRow<double>[] Thirty() =>
    [
        .. Enumerable.Range(0, 30).Select(i =>
        {
            double[] labels = [.. Enumerable.Range(0, 3).Select(j => ((((i * (5 + (2 * j))) + (3 * j)) % 31) - 15) * Math.Pow(10, j))];
            return Row(labels, [.. labels.Select((label, j) => (float)(label + (((((i * 11) + (j * 7)) % 13) - 6) * Math.Pow(10, j) / 4)))]);
        }),
    ];

    private static void AssertOutput(OutputMetrics expected, OutputMetrics actual)
    {
        Assert.AreEqual(expected.Name, actual.Name);
        Assert.AreEqual(expected.MeanAbsoluteError, actual.MeanAbsoluteError, 1e-7 * expected.MeanAbsoluteError);
        Assert.AreEqual(expected.MeanSquaredError, actual.MeanSquaredError, 1e-7 * expected.MeanSquaredError);
        Assert.AreEqual(expected.RootMeanSquaredError, actual.RootMeanSquaredError, 1e-7 * expected.RootMeanSquaredError);
        Assert.AreEqual(expected.RSquared, actual.RSquared, 1e-7);
    }
}

using MLExtensions.AutoML.Internals;
using MLExtensions.AutoML.Reports.Internals;

namespace MLExtensions.AutoML.Tests.Reports;

[TestClass]
public sealed class ReportPartsTests
{
    // The example in the documentation of scikit-learn's precision_recall_curve.
    [TestMethod]
    public void Thresholds_OfScikitLearnsExample_AreThose()
    {
        var predictions = new TrialPredictions([0, 0, 1, 1], 1, [0.1f, 0.4f, 0.35f, 0.8f], true, [0, 0, 0, 0]);

        ReportThreshold[] points = ReportThreshold.Of(predictions);

        CollectionAssert.AreEqual(new double[] { 0.1f, 0.35f, 0.4f, 0.8f }, points.Select(point => point.Threshold).ToArray());
        double[] precisions = [0.5, 2.0 / 3, 0.5, 1], recalls = [1, 1, 0.5, 0.5];
        for (int index = 0; index < points.Length; index++)
        {
            Assert.AreEqual(precisions[index], points[index].Precision, 1e-12);
            Assert.AreEqual(recalls[index], points[index].Recall, 1e-12);
            Assert.AreEqual(2 * precisions[index] * recalls[index] / (precisions[index] + recalls[index]), points[index].F1, 1e-12);
        }
    }

    [TestMethod]
    public void Thresholds_OfEqualScores_AreOnePoint()
    {
        var predictions = new TrialPredictions([1, 0, 1, float.NaN], 1, [0.5f, 0.5f, 0.5f, 0.9f], true, [0, 0, 0, 0]);

        ReportThreshold[] points = ReportThreshold.Of(predictions);

        Assert.AreEqual(new ReportThreshold(0.5f, 2.0 / 3, 1, 0.8), points.Single());
    }

    [TestMethod]
    public void Thresholds_WithoutATrueRow_AreNone() => Assert.IsEmpty(ReportThreshold.Of(new TrialPredictions([0, 0], 1, [0.1f, 0.9f], true, [0, 0])));

    [TestMethod]
    [DataRow(true, new double[] { 1, 2, 0, 3 }, DisplayName = "probabilities: true above a half")]
    [DataRow(false, new double[] { 0, 3, 0, 3 }, DisplayName = "raw scores: true above zero")]
    public void Confusion_OfABinaryClassification_CountsByItsThreshold(bool areProbabilities, double[] expected)
    {
        var predictions = new TrialPredictions([0, 0, 0, 1, 1, 1, float.NaN], 1, [0.3f, 0.6f, 0.7f, 0.6f, 0.9f, 0.8f, 0.1f], areProbabilities, new int[7]);

        ReportConfusion confusion = ReportConfusion.Of(predictions);

        CollectionAssert.AreEqual(expected, confusion.Counts.SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void Confusion_OfThreeClasses_CountsTheLargestScore()
    {
        var predictions = new TrialPredictions([0, 1, 2, 2], 3, [0.8f, 0.1f, 0.1f, 0.2f, 0.3f, 0.5f, 0.1f, 0.2f, 0.7f, 0.4f, 0.35f, 0.25f], true, new int[4]);

        ReportConfusion confusion = ReportConfusion.Of(predictions, ["a", "b", "c"]);

        CollectionAssert.AreEqual(new double[] { 1, 0, 0, 0, 0, 1, 1, 0, 1 }, confusion.Counts.SelectMany(row => row).ToArray());
    }

    [TestMethod]
    public void Parameters_OfAPipeline_AreThoseInItsSchemaUnderTheEstimatorsNames()
    {
        var trial = new TrialRecord
        {
            TrialId = 0,
            Status = TrialStatus.Completed,
            Pipeline = "Impute=>OneHot=>OneHot=>FeedForward",
            Parameter = """
                {"_pipeline_":{"_SCHEMA_":"e0 * e1 * e2 * e13","e0":{"Mode":"Mean"},"e1":{"Bits":4},"e2":{"Bits":8},"e3":{"Trees":9},
                 "e13":{"Rate":0.00123456,"Layers":[64,32],"Norm":true,"Nested":{"Depth":2}}}}
                """,
        };

        string[] values = [.. TrialParameters.Of(trial).Select(value => $"{value.FullName}={value.Text}")];

        CollectionAssert.AreEqual(
            new[] { "Impute.Mode=Mean", "OneHot.Bits=4", "OneHot 2.Bits=8", "FeedForward.Rate=0.001235", "FeedForward.Layers=64, 32", "FeedForward.Norm=true", "FeedForward.Nested.Depth=2" },
            values);
    }

    [TestMethod]
    [DataRow(13)]
    [DataRow(40)]
    [DataRow(200)]
    public void IsLogarithmic_OfManySamples_TellsEvenFromLogarithmicallyEven(int count)
    {
        const int Samples = 200;
        int even = 0, logarithmic = 0;
        for (int seed = 0; seed < Samples; seed++)
        {
            var random = new Random(seed);
            even += ParameterTable.IsLogarithmic(Enumerable.Range(0, count).Select(_ => 0.001 + (0.999 * random.NextDouble()))) ? 1 : 0;
            logarithmic += ParameterTable.IsLogarithmic(Enumerable.Range(0, count).Select(_ => Math.Pow(10, -3 * random.NextDouble()))) ? 1 : 0;
        }

        Assert.IsLessThanOrEqualTo(Samples / 20, even, "even samples taken for logarithmic ones");
        Assert.IsGreaterThanOrEqualTo(Samples * 19 / 20, logarithmic, "logarithmic samples found");
    }

    [TestMethod]
    [DataRow(0.93124, "0.9312")]
    [DataRow(0.5, "0.5000")]
    [DataRow(0.01234567, "0.012346")]
    [DataRow(-0.25, "-0.2500")]
    [DataRow(44.12345, "44.123")]
    [DataRow(123456.7, "123,457")]
    [DataRow(1e12, "1E+12")]
    [DataRow(0, "0")]
    [DataRow(double.NaN, "NaN")]
    [DataRow(double.PositiveInfinity, "\u221E")]
    [DataRow(double.NegativeInfinity, "\u2212\u221E")]
    public void MetricText(double metric, string expected) => Assert.AreEqual(expected, NumberText.Metric(metric));

    [TestMethod]
    [DataRow(0.003, "0.0030")]
    [DataRow(0.0412, "0.041")]
    [DataRow(1.26, "1.3")]
    [DataRow(12.6, "13")]
    [DataRow(0, "0")]
    [DataRow(1e-7, "1E-07")]
    [DataRow(double.NaN, "NaN")]
    public void SpreadText(double spread, string expected) => Assert.AreEqual(expected, NumberText.Spread(spread));

    [TestMethod]
    [DataRow(0.04, "0.0 s")]
    [DataRow(9.94, "9.9 s")]
    [DataRow(59.4, "59 s")]
    [DataRow(59.6, "1 min 00 s")]
    [DataRow(125, "2 min 05 s")]
    [DataRow(3600, "1 h 00 min")]
    [DataRow(9000, "2 h 30 min")]
    [DataRow(double.NaN, "\u2013")]
    [DataRow(double.PositiveInfinity, "\u2013")]
    public void DurationText(double seconds, string expected) => Assert.AreEqual(expected, NumberText.Duration(seconds));

    [TestMethod]
    [DataRow(999, "999 B")]
    [DataRow(1500, "2 kB")]
    [DataRow(999_499, "999 kB")]
    [DataRow(999_500, "1.0 MB")]
    [DataRow(123_456_789, "123 MB")]
    [DataRow(2_500_000_000, "2.5 GB")]
    public void BytesText(double bytes, string expected) => Assert.AreEqual(expected, NumberText.Bytes(bytes));
}

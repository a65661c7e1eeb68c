using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>The columns that a network adds are those that ML.NET's own trainers of the task add.</summary>
[TestClass]
public sealed class ScoreColumnTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow(nameof(TestData.Point.Color))]
    [DataRow(nameof(TestData.Point.Grade))]
    public void Multiclass_SchemaAndAnnotations_AreThoseOfSdcaMaximumEntropy(string labelColumn)
    {
        var data = _context.Transforms.Conversion.MapValueToKey("Key", labelColumn).Fit(View()).Transform(View());
        var ours = _context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1);
        var builtIn = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", maximumNumberOfIterations: 1);

        Assert.AreEqual(
            ColumnReading.Describe(builtIn.Fit(data).GetOutputSchema(data.Schema)),
            ColumnReading.Describe(ours.Fit(data).GetOutputSchema(data.Schema)));
        AssertSamePromise(builtIn, ours, _context.Transforms.Conversion.MapValueToKey("Key", labelColumn));
    }

    [TestMethod]
    public void Binary_SchemaAndAnnotations_AreThoseOfSdcaLogisticRegression()
    {
        var data = View();
        var ours = _context.BinaryClassification.Trainers.FeedForward(epochs: 1);
        var builtIn = _context.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 1);

        Assert.AreEqual(
            ColumnReading.Describe(builtIn.Fit(data).GetOutputSchema(data.Schema)),
            ColumnReading.Describe(ours.Fit(data).GetOutputSchema(data.Schema)));
        AssertSamePromise(builtIn, ours, _context.Transforms.Concatenate("Features", "Features"));
    }

    [TestMethod]
    public void Regression_ScoreColumn_IsSingleWithTheAnnotationsOfARegressionTrainer()
    {
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(View());

        var schema = model.GetOutputSchema(View().Schema);

        Assert.AreEqual(
            "Single { ScoreColumnKind: String = Regression; ScoreColumnSetId: Key<UInt32, 0-2147483646> = 1; ScoreValueKind: String = Score }",
            ColumnReading.Describe(schema["Score"]));
        Assert.AreEqual(View().Schema.Count + 1, schema.Count);
    }

    [TestMethod]
    public void ASecondNetworkInTheChain_GetsAScoreSetOfItsOwn()
    {
        var first = _context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(View()).Transform(View());

        var second = _context.BinaryClassification.Trainers.FeedForward(epochs: 1).Fit(first).Transform(first);

        uint id = 0;
        second.Schema["Probability"].Annotations.GetValue("ScoreColumnSetId", ref id);
        Assert.AreEqual(2u, id);
        Assert.AreEqual(2, second.Schema.Count(column => column.Name == "Score"));
    }

    [TestMethod]
    public void AfterAnotherTrainer_ColumnsStandWhereThoseOfABuiltInTrainerStand()
    {
        var first = _context.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 1).Fit(View()).Transform(View());
        var data = _context.Transforms.Conversion.MapValueToKey("Key", "Color").Fit(first).Transform(first);
        var ours = _context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1).Fit(data).Transform(data);
        var builtIn = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", maximumNumberOfIterations: 1).Fit(data).Transform(data);

        Assert.AreEqual(ColumnReading.Describe(builtIn.Schema), ColumnReading.Describe(ours.Schema));
        CollectionAssert.AreEqual(data.Values<float>("Probability"), ours.Values<float>("Probability"));
        Assert.AreEqual(1, ours.Vectors("Score")[0].Sum(), 1e-5);
    }

    [TestMethod]
    public void Binary_Columns_AgreeWithEachOther()
    {
        var scored = _context.BinaryClassification.Trainers.FeedForward(epochs: 3).Fit(View()).Transform(View());

        float[] scores = scored.Values<float>("Score");
        float[] probabilities = scored.Values<float>("Probability");
        bool[] labels = scored.Values<bool>("PredictedLabel");

        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1 / (1 + Math.Exp(-scores[i])), probabilities[i], 1e-6);
            Assert.AreEqual(scores[i] > 0, labels[i]);
        }
    }

    [TestMethod]
    public void Multiclass_Scores_AreProbabilitiesAndThePredictedLabelIsTheLargest()
    {
        var data = _context.Transforms.Conversion.MapValueToKey("Key", "Color").Fit(View()).Transform(View());
        var scored = _context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 3).Fit(data).Transform(data);

        float[][] scores = scored.Vectors("Score");
        uint[] labels = scored.Values<uint>("PredictedLabel");

        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1, scores[i].Sum(), 1e-5);
            Assert.AreEqual((uint)Array.IndexOf(scores[i], scores[i].Max()) + 1, labels[i]);
        }
    }

    private IDataView View() => TestData.View(_context, TestData.Points(200));

    private void AssertSamePromise(IEstimator<ITransformer> expected, NetworkTrainer actual, IEstimator<ITransformer> before)
    {
        var shape = before.GetOutputSchema(View().Schema.ToShape());
        Assert.AreEqual(ColumnReading.Describe(expected.GetOutputSchema(shape)), ColumnReading.Describe(actual.GetOutputSchema(shape)));
    }
}

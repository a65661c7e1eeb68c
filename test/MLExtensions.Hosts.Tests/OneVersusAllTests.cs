using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class OneVersusAllTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void FastTree_OnHandwrittenDigits_TellsThemApart()
    {
        SchemaDefinition schema = LabelledRow.Schema(64);
        IDataView train = _context.Data.LoadFromEnumerable(LabelledRow.Read(SharedFolder.Require("data", "optdigits", "optdigits-train.csv.gz")), schema);
        IDataView test = _context.Data.LoadFromEnumerable(LabelledRow.Read(SharedFolder.Require("data", "optdigits", "optdigits-test.csv.gz")), schema);
        var trees = _context.BinaryClassification.Trainers.FastTree(numberOfTrees: 40);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label").Append(_context.MulticlassClassification.Trainers.OneVersusAll(trees));

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(pipeline.Fit(train).Transform(test));

        Assert.IsGreaterThan(0.95, metrics.MicroAccuracy);
        Assert.IsLessThan(0.25, metrics.LogLoss);
    }

    [TestMethod]
    public void SdcaLogisticRegression_OutputColumns_AreThePromisedOnes()
    {
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Colour")
            .Append(_context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.SdcaLogisticRegression()));

        IDataView result = EstimatorContract.Check(_context, pipeline, Corners());

        Assert.AreEqual("PredictedLabel", result.Schema[^2].Name);
        Assert.AreEqual("Score", result.Schema[^1].Name);
        Assert.AreEqual(3UL, ((KeyDataViewType)result.Schema["PredictedLabel"].Type).Count);
        CollectionAssert.AreEqual(new[] { "red", "green", "blue" }, EstimatorContract.SlotNames(result.Schema["Score"]));
        foreach (float[] scores in EstimatorContract.Vectors(result, "Score"))
        {
            Assert.AreEqual(1, scores.Sum(), 1e-5);
        }

        CollectionAssert.AreEqual(EstimatorContract.Scalars<uint>(result, "Label"), EstimatorContract.Scalars<uint>(result, "PredictedLabel"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void FastTree_Scores_AreThoseOfAModelForEachClass(bool useProbabilities)
    {
        Corner[] rows = Corners();
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var trees = _context.BinaryClassification.Trainers.FastTree(numberOfTrees: 5);
        var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", "Colour")
            .Append(_context.MulticlassClassification.Trainers.OneVersusAll(trees, useProbabilities: useProbabilities));

        float[] actual = EstimatorContract.Vectors(pipeline.Fit(data).Transform(data), "Score")[0];

        float[] expected = [.. new[] { "red", "green", "blue" }.Select(colour =>
        {
            IDataView oneClass = _context.Data.LoadFromEnumerable(rows.Select(row => new Member { Label = row.Colour == colour, Features = row.Features }));
            IDataView scored = trees.Fit(oneClass).Transform(oneClass);
            return EstimatorContract.Scalars<float>(scored, useProbabilities ? "Probability" : "Score")[0];
        })];
        float sum = useProbabilities ? expected.Sum() : 1;
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i] / sum, actual[i], 1e-5);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Fit_MissingLabels_AreOfNoClass(bool imputeMissingLabelsAsNegative)
    {
        // Half of the rows at 1 are of the second class, the others of none: the option changes nothing.
        IDataView data = _context.Data.LoadFromEnumerable<Group>(
        [
            .. Enumerable.Range(0, 40).Select(_ => new Group { Label = 0, Features = [0] }),
            .. Enumerable.Range(0, 40).Select(_ => new Group { Label = 1, Features = [1] }),
            .. Enumerable.Range(0, 40).Select(_ => new Group { Label = 7, Features = [1] }),
        ]);
        var trees = _context.BinaryClassification.Trainers.FastTree();
        var trainer = _context.MulticlassClassification.Trainers.OneVersusAll(
            trees, imputeMissingLabelsAsNegative: imputeMissingLabelsAsNegative, useProbabilities: false);

        float[][] scores = EstimatorContract.Vectors(trainer.Fit(data).Transform(data), "Score");

        Assert.AreEqual(0, scores[^1][1], 1e-2);
        Assert.IsLessThan(-5f, scores[^1][0]);
    }

    [TestMethod]
    public void Info_AsksForNormalizationAsItsTrainerDoes()
    {
        var trainers = _context.MulticlassClassification.Trainers;

        Assert.IsTrue(trainers.OneVersusAll(_context.BinaryClassification.Trainers.SdcaLogisticRegression()).Info.NeedNormalization);
        Assert.IsFalse(trainers.OneVersusAll(_context.BinaryClassification.Trainers.FastTree()).Info.NeedNormalization);
    }

    [TestMethod]
    public void Train_LabelThatIsNoKey_ThrowsNamingIt()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Corners());
        OneVersusAllTrainer trainer =
            _context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.SdcaLogisticRegression("Colour"), "Colour");

        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => trainer.GetOutputSchema(EstimatorContract.ShapeOf<Corner>(_context))).Message, "Colour");
        Assert.Throws<Exception>(() => trainer.Fit(data));
    }

    private static Corner[] Corners() => [.. Enumerable.Range(0, 90).Select(i => new Corner
    {
        Colour = new[] { "red", "green", "blue" }[i % 3],
        Features = [(i % 3 == 1 ? 4 : 0) + i % 7 / 7f, (i % 3 == 2 ? 4 : 0) + i % 5 / 5f],
    })];

    private sealed class Corner
    {
        public string Colour { get; set; } = "";

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }

    private sealed class Group
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [0];
    }

    private sealed class Member
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [0, 0];
    }
}

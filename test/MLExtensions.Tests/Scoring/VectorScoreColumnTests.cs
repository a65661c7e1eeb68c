using MLExtensions.Scoring;
using MLExtensions.Tasks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Scoring;

/// <summary>The columns for several labels, several outputs, standard deviations and rankings.</summary>
[TestClass]
public sealed class VectorScoreColumnTests
{
    private const string SetId = "ScoreColumnSetId: Key<UInt32, 0-2147483646> = 1";

    private static readonly MLContext Context = new(seed: 1);

    [TestMethod]
    public void MultiLabel_Columns_AreThoseOfABinaryTrainer_AsVectorsWithTheLabelsNames() =>
        Assert.AreEqual(
            $"""
            PredictedLabel: Vector<Boolean, 2> {Braces("ScoreColumnKind: String = BinaryClassification; " + SetId + "; ScoreValueKind: String = PredictedLabel; SlotNames: Vector<String, 2> = cat,dog")}
            Score: Vector<Single, 2> {Braces("ScoreColumnKind: String = BinaryClassification; " + SetId + "; ScoreValueKind: String = Score; SlotNames: Vector<String, 2> = cat,dog")}
            Probability: Vector<Single, 2> {Braces("IsNormalized: Boolean = True; ScoreColumnKind: String = BinaryClassification; " + SetId + "; ScoreValueKind: String = Probability; SlotNames: Vector<String, 2> = cat,dog")}
            """,
            Describe(new MultiLabelScoreColumns(2, ["cat", "dog"])));

    [TestMethod]
    public void MultiOutput_WithoutNames_HasNoSlotNames() =>
        Assert.AreEqual(
            $"Score: Vector<Single, 3> {Braces("ScoreColumnKind: String = MultiOutputRegression; " + SetId + "; ScoreValueKind: String = Score")}",
            Describe(new MultiOutputScoreColumns(3)));

    [TestMethod]
    public void MultiOutput_WithStandardDeviations_HasThemInAColumnOfTheirOwn() =>
        Assert.AreEqual(
            $"""
            Score: Vector<Single, 2> {Braces("ScoreColumnKind: String = MultiOutputRegression; " + SetId + "; ScoreValueKind: String = Score; SlotNames: Vector<String, 2> = width,height")}
            StandardDeviation: Vector<Single, 2> {Braces("ScoreColumnKind: String = MultiOutputRegression; " + SetId + "; ScoreValueKind: String = StandardDeviation; SlotNames: Vector<String, 2> = width,height")}
            """,
            Describe(new MultiOutputScoreColumns(2, ["width", "height"], hasStandardDeviation: true)));

    [TestMethod]
    public void Regression_WithAStandardDeviation_HasItAfterTheScore() =>
        Assert.AreEqual(
            $"""
            Score: Single {Braces("ScoreColumnKind: String = Regression; " + SetId + "; ScoreValueKind: String = Score")}
            StandardDeviation: Single {Braces("ScoreColumnKind: String = Regression; " + SetId + "; ScoreValueKind: String = StandardDeviation")}
            """,
            Describe(new RegressionScoreColumns(hasStandardDeviation: true)));

    [TestMethod]
    public void Ranking_Score_IsSingleOfTheKindRanking() =>
        Assert.AreEqual(
            $"Score: Single {Braces("ScoreColumnKind: String = Ranking; " + SetId + "; ScoreValueKind: String = Score")}",
            Describe(new RankingScoreColumns()));

    [TestMethod]
    public void MultiLabel_Values_AreTheLogitsTheirLogisticAndTheirSign()
    {
        var columns = new MultiLabelScoreColumns(4);
        var source = new GivenScores(0, MathF.Log(3), -MathF.Log(4), float.NaN);

        CollectionAssert.AreEqual(new[] { false, true, false, false }, Read<bool>(columns, 0, source));
        CollectionAssert.AreEqual(source.Scores, Read<float>(columns, 1, source));
        float[] probabilities = Read<float>(columns, 2, source);
        Assert.AreEqual(0.5f, probabilities[0]);
        Assert.AreEqual(0.75f, probabilities[1], 1e-6f);
        Assert.AreEqual(0.2f, probabilities[2], 1e-6f);
        Assert.IsTrue(float.IsNaN(probabilities[3]));
    }

    [TestMethod]
    public void MultiOutput_Values_AreTheMeansThenTheStandardDeviations()
    {
        var columns = new MultiOutputScoreColumns(2, null, hasStandardDeviation: true);
        var source = new GivenScores(10, 20, 1, 2);

        Assert.AreEqual(4, columns.Width);
        CollectionAssert.AreEqual(new[] { 10f, 20f }, Read<float>(columns, 0, source));
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Read<float>(columns, 1, source));
    }

    [TestMethod]
    public void Regression_Values_AreTheMeanThenTheStandardDeviation()
    {
        var columns = new RegressionScoreColumns(hasStandardDeviation: true);
        var source = new GivenScores(10, 1);
        float mean = 0, deviation = 0;

        ((ValueGetter<float>)columns.CreateGetter(0, source))(ref mean);
        ((ValueGetter<float>)columns.CreateGetter(1, source))(ref deviation);

        Assert.AreEqual(2, columns.Width);
        Assert.AreEqual(10, mean);
        Assert.AreEqual(1, deviation);
    }

    [TestMethod]
    public void Buffers_AreTheCallers()
    {
        var columns = new MultiLabelScoreColumns(2);
        var source = new GivenScores(1, 2);
        float[] first = Read<float>(columns, 1, source), probability = Read<float>(columns, 2, source);
        bool[] label = Read<bool>(columns, 0, source);

        source.Scores[0] = source.Scores[1] = -5;
        Read<float>(columns, 1, source);

        CollectionAssert.AreEqual(new[] { 1f, 2f }, first);
        Assert.IsGreaterThan(0.7f, probability[0]);
        CollectionAssert.AreEqual(new[] { true, true }, label);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Promise_IsWhatComesOut_WithSlotNamesWhereTheLabelHasThem(bool named)
    {
        var data = TestData.View(Context, TestData.Points(5));
        IEstimator<ITransformer> make = named
            ? Context.Transforms.Concatenate("Labels", "Target", "Weight")
            : Context.Transforms.NormalizeMinMax("Labels", "Features");
        var promised = make.GetOutputSchema(data.Schema.ToShape());
        var label = make.Fit(data).Transform(data).Schema["Labels"];
        string[]? names = LabelSlotNames.Of(label);
        int size = ((VectorDataViewType)label.Type).Size;
        var labelShape = promised.Single(column => column.Name == "Labels");

        CollectionAssert.AreEqual(named ? new[] { "Target", "Weight" } : null, names);
        AssertSame(ShapeColumns.MultiLabel(labelShape), new MultiLabelScoreColumns(size, names));
        AssertSame(ShapeColumns.MultiOutput(labelShape, hasStandardDeviation: false), new MultiOutputScoreColumns(size, names));
        AssertSame(ShapeColumns.MultiOutput(labelShape, hasStandardDeviation: true), new MultiOutputScoreColumns(size, names, true));
    }

    [TestMethod]
    public void Promise_OfScalars_IsWhatComesOut()
    {
        AssertSame(ShapeColumns.Regression(hasStandardDeviation: false), new RegressionScoreColumns());
        AssertSame(ShapeColumns.Regression(hasStandardDeviation: true), new RegressionScoreColumns(hasStandardDeviation: true));
        AssertSame(ShapeColumns.Ranking(), new RankingScoreColumns());
    }

    [TestMethod]
    public void LabelSlotNames_OfAScalar_AreNone() =>
        Assert.IsNull(LabelSlotNames.Of(TestData.View(Context, []).Schema["Target"]));

    [TestMethod]
    public void Transform_AndPredictionEngine_GiveTheSameVectors_AndMissingOnesForAMissingFeature()
    {
        var points = TestData.Points(300); // more than a block
        var key = Context.Transforms.Conversion.MapValueToKey("Key", "Color").Fit(TestData.View(Context, points));
        var data = key.Transform(TestData.View(Context, points));
        var fitted = Context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1).Fit(data);
        var model = new NetworkTransformer(fitted.Model, fitted.Features, new MultiLabelScoreColumns(3, ["r", "g", "b"]));
        points[270].Features[0] = float.NaN;

        var scored = model.Transform(TestData.View(Context, points));
        float[][] scores = scored.Vectors("Score"), probabilities = scored.Vectors("Probability");
        bool[][] labels = [.. scored.Values<VBuffer<bool>>("PredictedLabel").Select(vector => vector.DenseValues().ToArray())];
        var engine = Context.Model.CreatePredictionEngine<TestData.Point, Prediction>(model);

        Assert.HasCount(300, scores);
        for (int i = 0; i < 300; i++)
        {
            var one = engine.Predict(points[i]);
            for (int j = 0; j < 3; j++)
            {
                Assert.AreEqual(one.Score[j], scores[i][j], 1e-5f, $"row {i}");
                Assert.AreEqual(one.Probability[j], probabilities[i][j], 1e-5f, $"row {i}");
                Assert.AreEqual(one.PredictedLabel[j], labels[i][j], $"row {i}");
            }
        }

        CollectionAssert.AreEqual(new[] { float.NaN, float.NaN, float.NaN }, probabilities[270]);
        CollectionAssert.AreEqual(new[] { false, false, false }, labels[270]);
        CollectionAssert.AreEqual(new[] { true, true, true }, labels[271], "a softmax is over 0");
    }

    private static string Braces(string text) => $"{{ {text} }}";

    private static string Describe(ScoreColumns columns) => ColumnReading.Describe(Schema(columns));

    private static DataViewSchema Schema(ScoreColumns columns)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Create(new DataViewSchema.Builder().ToSchema()));
        return builder.ToSchema();
    }

    private static void AssertSame(IEnumerable<SchemaShape.Column> promised, ScoreColumns columns) =>
        Assert.AreEqual(ColumnReading.Describe(Schema(columns).ToShape()), ColumnReading.Describe(new SchemaShape(promised)));

    private static T[] Read<T>(ScoreColumns columns, int index, ScoreSource source)
    {
        VBuffer<T> buffer = default;
        ((ValueGetter<VBuffer<T>>)columns.CreateGetter(index, source))(ref buffer);
        Assert.IsTrue(buffer.IsDense);
        return [.. buffer.GetValues()];
    }

    public sealed class Prediction
    {
        public bool[] PredictedLabel { get; set; } = [];

        public float[] Score { get; set; } = [];

        public float[] Probability { get; set; } = [];
    }
}

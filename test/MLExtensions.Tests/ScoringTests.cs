using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>Blocks, single rows, shuffled rows and parts of the columns all give a row the same scores.</summary>
[TestClass]
public sealed class ScoringTests
{
    private const int Rows = 700; // more than two blocks, and a rest

    private static readonly MLContext Context = new(seed: 1);
    private static readonly List<TestData.Point> Points = TestData.Points(Rows);
    private static readonly IDataView View = TestData.View(Context, Points);
    private static readonly NetworkTransformer Model = Context.Regression.Trainers.FeedForward("Target", epochs: 2).Fit(View);

    [TestMethod]
    public void Transform_GivesWhatThePredictionEngineGives()
    {
        float[] scores = Model.Transform(View).Values<float>("Score");
        var engine = Context.Model.CreatePredictionEngine<TestData.Point, Prediction>(Model, new PredictionEngineOptions());

        Assert.HasCount(Rows, scores);
        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(engine.Predict(Points[i]).Score, scores[i], 1e-3f, $"row {i}");
        }
    }

    [TestMethod]
    public void ShuffledCursor_KeepsScoresBesideTheirRows()
    {
        float[] scores = Model.Transform(View).Values<float>("Score");
        var scored = Model.Transform(Context.Data.ShuffleRows(View, seed: 3, shufflePoolSize: 50, shuffleSource: false));
        var column = scored.Schema["Score"];
        using var cursor = scored.GetRowCursor([column, scored.Schema["Row"]], new Random(4));
        var score = cursor.GetGetter<float>(column);
        var row = cursor.GetGetter<int>(scored.Schema["Row"]);
        var order = new List<int>();

        while (cursor.MoveNext())
        {
            float scoreValue = 0;
            int rowValue = 0;
            score(ref scoreValue);
            row(ref rowValue);
            order.Add(rowValue);
            Assert.AreEqual(scores[rowValue], scoreValue, 1e-3f);
        }

        Assert.IsFalse(order.SequenceEqual(Enumerable.Range(0, Rows)), "the rows came unshuffled");
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Rows).ToList(), order);
    }

    [TestMethod]
    public void ShuffledCursor_OverTwoNetworks_KeepsBothScoresBesideTheirRows()
    {
        var cached = Context.Data.Cache(View);
        var both = Context.Regression.Trainers.FeedForward("Weight", epochs: 1).Fit(Model.Transform(cached)).Transform(Model.Transform(cached));
        DataViewSchema.Column[] columns = [both.Schema.First(column => column.Name == "Score"), both.Schema["Score"], both.Schema["Row"]];
        Assert.IsTrue(both.CanShuffle);
        Assert.IsTrue(columns[0].IsHidden);

        var straight = CursorContract.Read(both, columns);
        var shuffled = CursorContract.Read(both, columns, new Random(4));

        Assert.IsFalse(straight.Select(row => row.Id).SequenceEqual(shuffled.Select(row => row.Id)), "the rows came unshuffled");
        foreach (var (expected, actual) in straight.Zip(shuffled.OrderBy(row => Numbers(row)[2]), (first, second) => (Numbers(first), Numbers(second))))
        {
            Assert.AreEqual(expected[2], actual[2]);
            Assert.AreEqual(expected[0], actual[0], 1e-3f, $"the first network's score of row {expected[2]}");
            Assert.AreEqual(expected[1], actual[1], 1e-3f, $"the second network's score of row {expected[2]}");
        }

        static float[] Numbers(CursorContract.Row row) => [.. row.Values.Split('|').Select(float.Parse)];
    }

    [TestMethod]
    public void Cursor_KeepsPositionsAndRowIdsOfTheInput()
    {
        var scored = Model.Transform(View);
        using var input = View.GetRowCursor([]);
        using var output = scored.GetRowCursor([scored.Schema["Score"]]);
        var inputId = input.GetIdGetter();
        var outputId = output.GetIdGetter();
        DataViewRowId expected = default;
        DataViewRowId actual = default;

        Assert.AreEqual(-1, output.Position);
        while (input.MoveNext())
        {
            Assert.IsTrue(output.MoveNext());
            Assert.AreEqual(input.Position, output.Position);
            Assert.AreEqual(input.Batch, output.Batch);
            inputId(ref expected);
            outputId(ref actual);
            Assert.AreEqual(expected, actual);
        }

        Assert.IsFalse(output.MoveNext());
        Assert.IsFalse(output.MoveNext());
        Assert.AreSame(scored.Schema, output.Schema);
    }

    [TestMethod]
    public void CursorSet_TogetherGivesEachRowOnce()
    {
        var scored = Model.Transform(View);
        var row = scored.Schema["Row"];
        foreach (bool withScore in (bool[])[true, false])
        {
            DataViewSchema.Column[] columns = withScore ? [row, scored.Schema["Score"]] : [row];
            var rows = new List<int>();
            foreach (var cursor in scored.GetRowCursorSet(columns, 4))
            {
                using (cursor)
                {
                    var getter = cursor.GetGetter<int>(row);
                    int value = 0;
                    while (cursor.MoveNext())
                    {
                        getter(ref value);
                        rows.Add(value);
                    }
                }
            }

            CollectionAssert.AreEquivalent(Enumerable.Range(0, Rows).ToList(), rows);
        }
    }

    [TestMethod]
    public void Getter_OfAnInactiveColumnOrAnotherType_Throws()
    {
        var scored = Model.Transform(View);
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);

        Assert.IsFalse(cursor.IsColumnActive(scored.Schema["Row"]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => cursor.GetGetter<int>(scored.Schema["Row"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<double>(scored.Schema["Score"]));
    }

    [TestMethod]
    public void SparseVectors_ScoreAsDenseOnes()
    {
        var definition = SchemaDefinition.Create(typeof(SparseRow));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 4);
        SparseRow[] sparse = [new() { Features = new VBuffer<float>(4, 1, [0.5f], [2]) }, new() { Features = new VBuffer<float>(4, 0, [], []) }];
        TestData.Point[] dense = [new() { Features = [0, 0, 0.5f, 0] }, new() { Features = [0, 0, 0, 0] }];

        CollectionAssert.AreEqual(
            Model.Transform(TestData.View(Context, dense)).Values<float>("Score"),
            Model.Transform(Context.Data.LoadFromEnumerable(sparse, definition)).Values<float>("Score"));
    }

    [TestMethod]
    public void DisposingTheModel_DoesNotBreakAnotherHolder()
    {
        var model = Context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(View);
        float[] expected = model.Transform(View).Values<float>("Score");

        using (Context.Model.CreatePredictionEngine<TestData.Point, Prediction>(model))
        {
        }

        CollectionAssert.AreEqual(expected, model.Transform(View).Values<float>("Score"));
    }

    [TestMethod]
    public void AHundredThousandPredictions_AllocateNoMoreThanTheirResults()
    {
        var engine = Context.Model.CreatePredictionEngine<TestData.Point, Prediction>(Model, new PredictionEngineOptions { OwnsTransformer = false });
        var result = new Prediction();
        for (int i = 0; i < 1000; i++)
        {
            engine.Predict(Points[i % Rows], ref result);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100_000; i++)
        {
            engine.Predict(Points[i % Rows], ref result);
        }

        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100_000;
        Assert.IsLessThanOrEqualTo(64, each, $"{each} bytes a prediction");
    }

    [TestMethod]
    public void TransformingTenThousandRows_AllocatesAFewBuffers()
    {
        var scored = Model.Transform(TestData.View(Context, TestData.Points(10_000)));
        Sum();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsTrue(float.IsFinite(Sum()));

        Assert.IsLessThan(100_000, GC.GetAllocatedBytesForCurrentThread() - before);

        float Sum()
        {
            using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
            var getter = cursor.GetGetter<float>(scored.Schema["Score"]);
            float sum = 0;
            float value = 0;
            while (cursor.MoveNext())
            {
                getter(ref value);
                sum += value;
            }

            return sum;
        }
    }

    public sealed class Prediction
    {
        public float Score { get; set; }
    }

    public sealed class SparseRow
    {
        public VBuffer<float> Features { get; set; }
    }
}

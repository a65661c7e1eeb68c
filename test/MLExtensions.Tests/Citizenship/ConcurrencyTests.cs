using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>One model, loaded once, serves many readers at a time.</summary>
[TestClass]
public sealed class ConcurrencyTests
{
    private const int Threads = 16;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void SixteenThreadsOverOneLoadedModel_WithCursorsAndEngines_GetTheSameScores()
    {
        var points = TestData.Points(600);
        var view = TestData.View(_context, points);
        var model = Loaded(view);
        float[] expected = model.Transform(view).Values<float>("Score");
        using var start = new Barrier(Threads);

        var threads = Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                if (thread % 2 == 0)
                {
                    for (int i = 0; i < 5; i++)
                    {
                        CollectionAssert.AreEqual(expected, model.Transform(view).Values<float>("Score"));
                    }

                    return;
                }

                // An engine is one thread's; the model below all of them is not its own.
                using var engine = _context.Model.CreatePredictionEngine<TestData.Point, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = false });
                for (int i = 0; i < points.Count; i++)
                {
                    Assert.AreEqual(expected[i], engine.Predict(points[i]).Score, CursorChecks.Tolerance * Math.Abs(expected[i]));
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)).ToArray();

        Task.WaitAll(threads);
    }

    [TestMethod]
    public void SixteenThreadsOverOneView_EachWithACursorOfItsOwn_ReadTheSameRows()
    {
        var table = new SampleTable(_context, 600).Whole().View;
        var scored = _context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1).Fit(table).Transform(table);
        DataViewSchema.Column[] columns = [.. scored.Schema];
        var expected = RowReading.Read(scored, columns);

        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ => RowReading.CheckSame(expected, RowReading.Read(scored, columns), columns));
    }

    [TestMethod]
    public void SeveralCursorsOverOneView_AtDifferentPaces_DoNotDisturbEachOther()
    {
        var view = TestData.View(_context, TestData.Points(600));
        var scored = Loaded(view).Transform(view);
        float[] expected = scored.Values<float>("Score");
        var column = scored.Schema["Score"];
        int[] paces = [1, 3, 7];
        var cursors = paces.Select(_ => scored.GetRowCursor([column])).ToArray();
        var getters = cursors.Select(cursor => cursor.GetGetter<float>(column)).ToArray();
        var read = paces.Select(_ => new List<float>()).ToArray();

        for (bool moved = true; moved;)
        {
            moved = false;
            for (int i = 0; i < cursors.Length; i++)
            {
                for (int step = 0; step < paces[i] && cursors[i].MoveNext(); step++)
                {
                    float score = 0;
                    getters[i](ref score);
                    read[i].Add(score);
                    moved = true;
                }
            }
        }

        foreach (var (cursor, scores) in cursors.Zip(read))
        {
            cursor.Dispose();
            CollectionAssert.AreEqual(expected, scores);
        }
    }

    [TestMethod]
    public void ACursorThatIsLeftEarly_LeavesTheOthersAlone()
    {
        var view = TestData.View(_context, TestData.Points(600));
        var scored = Loaded(view).Transform(view);
        float[] expected = scored.Values<float>("Score");

        for (int i = 0; i < 20; i++)
        {
            using var cursor = scored.GetRowCursor(scored.Schema);
            cursor.MoveNext();
        }

        CollectionAssert.AreEqual(expected, scored.Values<float>("Score"));
    }

    private ITransformer Loaded(IDataView view)
    {
        var model = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Regression.Trainers.FeedForward("Target", epochs: 2))
            .Fit(view);
        using var file = new MemoryStream();
        _context.Model.Save(model, view.Schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out _);
    }

    public sealed class Prediction
    {
        public float Score { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Scoring;

/// <summary>A cursor over scores reads ahead and lets other threads score. Nobody who reads it notices.</summary>
[TestClass]
public sealed class ReadingAheadTests
{
    private static readonly MLContext Context = new(seed: 1);
    private static readonly List<TestData.Point> Points = TestData.Points(5000);
    private static readonly NetworkTransformer Model = Context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(TestData.View(Context, Points));
    private static readonly float[] Expected = Model.Transform(TestData.View(Context, Points)).Values<float>("Score");

    public static IEnumerable<object[]> Counts => from rows in (int[])[0, 1, 2, 127, 128, 129, 255, 256, 257, 1279, 1280, 1281, 2304, 2305, 5000] select new object[] { rows };

    [TestMethod]
    [DynamicData(nameof(Counts))]
    public void AnyNumberOfRows_GetTheScoresThatTheyHaveAmongMore(int rows)
    {
        var scored = Model.Transform(TestData.View(Context, [.. Points.Take(rows)]));

        foreach (bool withOthers in (bool[])[false, true])
        {
            var score = scored.Schema["Score"];
            using var cursor = scored.GetRowCursor(withOthers ? [score, scored.Schema["Row"]] : [score]);
            var getter = cursor.GetGetter<float>(score);
            var id = cursor.GetIdGetter();
            for (int i = 0; i < rows; i++)
            {
                Assert.IsTrue(cursor.MoveNext());
                float value = 0;
                DataViewRowId rowId = default;
                getter(ref value);
                id(ref rowId);
                Assert.AreEqual(Expected[i], value, 1e-4f, $"row {i}");
                Assert.AreEqual(i, cursor.Position);
                Assert.AreEqual(new DataViewRowId((ulong)i, 0), rowId);
                Assert.AreEqual(0, cursor.Batch);
            }

            Assert.IsFalse(cursor.MoveNext());
            Assert.IsFalse(cursor.MoveNext());
            Assert.AreEqual(-1, cursor.Position);
        }
    }

    [TestMethod]
    public void ScoresAndOtherColumns_AreReadAtOnce_OrScoresAlone_WithTheSameBits()
    {
        var scored = Model.Transform(TestData.View(Context, Points));
        var column = scored.Schema["Score"];
        using var cursor = scored.GetRowCursor(scored.Schema);
        var getter = cursor.GetGetter<float>(column);
        var row = cursor.GetGetter<int>(scored.Schema["Row"]);
        for (int i = 0; i < Points.Count; i++)
        {
            int number = -1;
            Assert.IsTrue(cursor.MoveNext());
            row(ref number);
            Assert.AreEqual(i, number);
            Assert.AreEqual(Expected[i], Read(getter));
        }
    }

    [TestMethod]
    public void OtherColumnsAlone_RunNoNetworkAndReadNothingAhead()
    {
        int read = 0;
        var scored = Model.Transform(Context.Data.LoadFromEnumerable(Counted(() => read++)));
        using var cursor = scored.GetRowCursor([scored.Schema["Row"]]);

        Assert.IsTrue(cursor.MoveNext());

        Assert.AreEqual(1, read);
    }

    [TestMethod]
    public void NothingIsReadBeforeTheFirstRowIsAskedFor_ThenABlock_AndTheInputOnce()
    {
        int read = 0;
        var scored = Model.Transform(Context.Data.LoadFromEnumerable(Counted(() => read++)));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<float>(scored.Schema["Score"]);

        Assert.AreEqual(0, read);
        Assert.IsTrue(cursor.MoveNext());
        Assert.IsLessThanOrEqualTo(257, read);
        Assert.AreEqual(Expected[0], Read(getter), 1e-4f);
        while (cursor.MoveNext())
        {
        }

        Assert.AreEqual(Points.Count, read);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(100)]
    [DataRow(256)]
    [DataRow(300)]
    [DataRow(1500)]
    [DataRow(4000)]
    public void AnInputThatFails_FailsAtItsRow_AndAgainWhenAsked(int failing)
    {
        int read = 0;
        var scored = Model.Transform(Context.Data.LoadFromEnumerable(
            Counted(() => _ = read++ == failing ? throw new IOException("the disk is gone") : 0)));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getter = cursor.GetGetter<float>(scored.Schema["Score"]);
        for (int i = 0; i < failing; i++)
        {
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(Expected[i], Read(getter), 1e-4f, $"row {i}");
        }

        Assert.AreEqual("the disk is gone", Assert.ThrowsExactly<IOException>(() => cursor.MoveNext()).Message);
        Assert.AreEqual("the disk is gone", Assert.ThrowsExactly<IOException>(() => cursor.MoveNext()).Message);
    }

    [TestMethod]
    public void CursorsLeftWhileOthersScoreTheirRows_HarmNobody()
    {
        var scored = Model.Transform(TestData.View(Context, Points));
        for (int i = 0; i < 50; i++)
        {
            using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
            for (int row = 0; row < 100 * i && cursor.MoveNext(); row++)
            {
            }
        }

        CollectionAssert.AreEqual(Expected, scored.Values<float>("Score"));
    }

    private static float Read(ValueGetter<float> getter)
    {
        float value = 0;
        getter(ref value);
        return value;
    }

    private static IEnumerable<TestData.Point> Counted(Action count)
    {
        foreach (var point in Points)
        {
            count();
            yield return point;
        }
    }
}

using System.Runtime.InteropServices;
using MLExtensions.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Rows;

/// <summary>Rows that do not fit in memory are read again in every epoch.</summary>
[TestClass]
public sealed class StreamingTests
{
    private const int Wide = 1500;

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Fit_OnRowsThatDoNotFit_LearnsAndSaysSo()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);
        var view = View(2000);

        var model = _context.Regression.Trainers.Network(Options() with { CacheMegabytes = 1, Epochs = 4 }).Fit(view);

        Assert.IsTrue(lines.Exists(line => line.Contains("do not fit into 1 MB", StringComparison.Ordinal)));
        Assert.IsGreaterThan(0.9, _context.Regression.Evaluate(model.Transform(view)).RSquared);
    }

    [TestMethod]
    public void Fit_InTheRowsOwnOrder_GivesTheSameBitsFromMemoryAndFromTheView()
    {
        // One batch an epoch: then shuffling is by order of addition alone, and that has a tolerance.
        var view = View(1200);
        var options = Options() with { BatchSize = 2000, Epochs = 3, ValidationFraction = 0 };

        float[] stored = _context.Regression.Trainers.Network(options with { CacheMegabytes = 256 }).Fit(view).Transform(view).Values<float>("Score");
        float[] streamed = _context.Regression.Trainers.Network(options with { CacheMegabytes = 1 }).Fit(view).Transform(view).Values<float>("Score");

        for (int i = 0; i < stored.Length; i++)
        {
            Assert.AreEqual(stored[i], streamed[i], 1e-3f * Math.Max(1, Math.Abs(stored[i])));
        }
    }

    [TestMethod]
    public void Fit_Streamed_GivesTheSameBitsForAnyNumberOfThreads()
    {
        var view = View(1200);
        float[][] scores = [.. ((int[])[1, 2, 4]).Select(threads =>
            _context.Regression.Trainers.Network(Options() with { CacheMegabytes = 1, Epochs = 2, MaxDegreeOfParallelism = threads }).Fit(view).Transform(view).Values<float>("Score"))];

        CollectionAssert.AreEqual(scores[0], scores[1]);
        CollectionAssert.AreEqual(scores[0], scores[2]);
    }

    [TestMethod]
    public void Fit_Streamed_WithAValidationColumn_HoldsItsRowsOut()
    {
        var view = View(1200);

        var model = _context.Regression.Trainers.Network(Options() with { CacheMegabytes = 1, Epochs = 2, ValidationColumnName = "Held" }).Fit(view);

        Assert.IsNotNull(model.Model.History!.Epochs[0].ValidationLoss);
    }

    [TestMethod]
    public void Fit_Streamed_WhenItsReaderFails_ThrowsWhatTheReaderThrew()
    {
        int passes = 0;
        var rows = Rows(1200);
        var view = _context.Data.LoadFromEnumerable(Failing());

        var error = Assert.ThrowsExactly<IOException>(() => _context.Regression.Trainers.Network(Options() with { CacheMegabytes = 1 }).Fit(view));

        Assert.AreEqual("the disk is gone", error.Message);

        IEnumerable<Row> Failing()
        {
            passes++;
            for (int i = 0; i < rows.Count; i++)
            {
                yield return passes > 2 && i == 900 ? throw new IOException("the disk is gone") : rows[i];
            }
        }
    }

    [TestMethod]
    public void RowStore_GivesBackWhatWasAdded_DenseOrMostlyZeros()
    {
        var layout = new RowLayout(FeatureCount: 300, LabelSize: 2, IsWeighted: true, IsGrouped: true);
        var store = new RowStore(layout);
        var random = new Random(2);
        List<(float[] Header, float[] Features)> rows = [];
        for (int i = 0; i < 3000; i++)
        {
            float[] features = [.. Enumerable.Range(0, 300).Select(_ => random.NextDouble() < (i % 2 == 0 ? 0.9 : 0.05) ? random.NextSingle() : 0)];
            features[7] = i % 5 == 0 ? float.NaN : features[7];
            rows.Add(([random.NextSingle(), i, 1, BitConverter.Int32BitsToSingle(-i)], features));
            store.Add(rows[^1].Header, features);
        }

        // In any order, some of them twice; the place for them holds what was there before.
        int[] order = [.. Enumerable.Range(0, 3001).Select(i => i * 7 % 3000)];
        float[] headers = new float[3001 * 4], found = new float[3001 * 300];
        found.AsSpan().Fill(9);
        store.Copy(order, headers, found);
        for (int i = 0; i < order.Length; i++)
        {
            var (header, features) = rows[order[i]];
            Assert.IsTrue(features.AsSpan().SequenceEqual(found.AsSpan(i * 300, 300)), $"features of row {order[i]}");
            Assert.IsTrue(MemoryMarshal.AsBytes(header.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(headers.AsSpan(i * 4, 4))), $"header of row {order[i]}");
            CollectionAssert.AreEqual(header, store.Header(order[i]).ToArray());
        }

        Assert.IsLessThan(3000L * 304 * sizeof(float), store.Bytes);
    }

    [TestMethod]
    public void RowStore_OfImages_GivesBackWhatWasAdded_AndTakesAByteALevel()
    {
        // Of 301 pixels, so that the bytes do not fill up the last float; every tenth has a pixel that is no level, every seventh is dark.
        const int Pixels = 301, Rows = 2000;
        var store = new RowStore(new RowLayout(Pixels, LabelSize: 1, IsWeighted: false, IsGrouped: false, IsImage: true));
        var random = new Random(2);
        float[] strange = [0.5f, -1, 256, float.NaN, float.PositiveInfinity];
        List<float[]> rows = [];
        for (int i = 0; i < Rows; i++)
        {
            float[] row = [.. Enumerable.Range(0, Pixels).Select(pixel => i % 7 == 0 && pixel > 5 ? 0f : random.Next(256))];
            row[^1] = i % 10 == 0 ? strange[i / 10 % strange.Length] : row[^1];
            rows.Add(row);
            store.Add([i], row);
        }

        int[] order = [.. Enumerable.Range(0, Rows).Select(i => i * 7 % Rows)];
        float[] headers = new float[Rows], found = new float[Rows * Pixels];
        found.AsSpan().Fill(9);
        store.Copy(order, headers, found);
        for (int i = 0; i < Rows; i++)
        {
            Assert.AreEqual(order[i], headers[i]);
            Assert.IsTrue(rows[order[i]].AsSpan().SequenceEqual(found.AsSpan(i * Pixels, Pixels)), $"row {order[i]}");
        }

        Assert.IsLessThan((long)Rows * Pixels * sizeof(float) * 2 / 5, store.Bytes);
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.5)]
    public void HoldOut_PicksItsPart_AndTheSameRowsAgain(double fraction)
    {
        var first = new HoldOut(seed: 3, fraction);
        var again = new HoldOut(seed: 3, fraction);
        var other = new HoldOut(seed: 4, fraction);

        int count = Enumerable.Range(0, 100_000).Count(row => first.Contains(row));

        // Five standard deviations of the binomial.
        Assert.AreEqual(100_000 * fraction, count, 5 * Math.Sqrt(100_000 * fraction * (1 - fraction)));
        Assert.IsTrue(Enumerable.Range(0, 1000).All(row => first.Contains(row) == again.Contains(row)));
        Assert.IsTrue(Enumerable.Range(0, 1000).Any(row => first.Contains(row) != other.Contains(row)));
    }

    private static NetworkTrainerOptions Options() => new() { Seed = 5, BatchSize = 64, LearningRate = 0.003f };

    private IDataView View(int count) => _context.Data.LoadFromEnumerable(Rows(count));

    private static List<Row> Rows(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float[] values = [.. Enumerable.Range(0, Wide).Select(slot => slot < 4 ? random.NextSingle() : slot % 2)];
            return new Row { Features = values, Label = 100 + (20 * values[0]) - (10 * values[1]), Held = i % 5 == 0 };
        })];
    }

    private sealed class Row
    {
        [VectorType(Wide)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }

        public bool Held { get; set; }
    }
}

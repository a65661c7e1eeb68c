using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class NumberStatisticsTests
{
    private const float None = float.NaN;

    [TestMethod]
    public void Statistics_OfOneToN_AreThoseOfTheClosedForm()
    {
        // Mean (n + 1) / 2, variance (n^2 - 1) / 12.
        const int N = 100_001;
        var statistics = new NumberStatistics(2, keepSample: false);
        for (int i = 1; i <= N; i++)
        {
            statistics.Add([i, i % 4 == 0 ? None : 7]);
        }

        Assert.AreEqual(N, statistics.RowCount);
        Assert.AreEqual((N + 1) / 2.0, statistics.Mean(0), 1e-9);
        Assert.AreEqual((((double)N * N) - 1) / 12, statistics.Variance(0), 1e-3);
        Assert.AreEqual(1, statistics.Minimum(0));
        Assert.AreEqual(N, statistics.Maximum(0));
        Assert.AreEqual(0, statistics.MissingCount(0));
        Assert.AreEqual(N / 4, statistics.MissingCount(1));
        Assert.AreEqual(7, statistics.Mean(1));
        Assert.AreEqual(0, statistics.Variance(1));
    }

    // The multiples of 1/16 in [0, 1) are exact in a float at a million; variance (m^2 - 1) / 12 of their m, in sixteenths. The first value, which distances are taken from, may be far off.
    [TestMethod]
    [DataRow(1e6f, 1e6f)]
    [DataRow(-1e6f, -1e6f)]
    [DataRow(1e6f, 1e6f + 100)]
    public void Variance_FarFromZero_IsExact(float offset, float first)
    {
        const int Rounds = 10_000;
        var statistics = new NumberStatistics(1, keepSample: false);
        statistics.Add([first]);
        for (int i = 0; i < 16 * Rounds; i++)
        {
            statistics.Add([offset + (i % 16 / 16f)]);
        }

        double n = (16.0 * Rounds) + 1, inner = 7.5 / 16, distance = first - offset - inner;
        double mean = inner + (distance / n), variance = ((255 / 12.0 / 256) * (n - 1) / n) + (distance * distance * (n - 1) / (n * n));
        Assert.AreEqual(offset + mean, statistics.Mean(0), 1e-9);
        Assert.AreEqual(variance, statistics.Variance(0), 1e-9 * variance);
    }

    [TestMethod]
    public void Statistics_OfASlotWithoutValues_AreNotANumber_AndItsColumnIsHarmless()
    {
        var statistics = new NumberStatistics(2);
        statistics.Add([None, 3]);
        statistics.Add([None, 5]);
        Assert.IsTrue(double.IsNaN(statistics.Mean(0)) && double.IsNaN(statistics.Variance(0)) && float.IsNaN(statistics.Minimum(0)));
        foreach (NumberEncoding encoding in Enum.GetValues<NumberEncoding>())
        {
            NumberColumn column = statistics.ToColumn("x", encoding, 8, indicators: true);
            Assert.AreEqual(0, column.Means[0]);
            Assert.AreEqual(1, column.Scales[0]);
            CollectionAssert.AreEqual(new[] { 0 }, column.IndicatorSlots.ToArray());
        }

        Assert.AreEqual(2, new NumberStatistics(2).ToColumn("x", NumberEncoding.PiecewiseLinear, 8, indicators: true).Size);
    }

    [TestMethod]
    public void SparseRows_GiveWhatDenseRowsGive()
    {
        const int Size = 40;
        var random = new Philox(5);
        var dense = new NumberStatistics(Size);
        var sparse = new NumberStatistics(Size);
        for (int row = 0; row < 5000; row++)
        {
            var indices = new List<int>();
            var values = new List<float>();
            float[] all = new float[Size];
            for (int slot = 0; slot < Size; slot++)
            {
                // Slot 0 is always there, 1 never, the others more and more seldom; some are missing.
                if (slot == 0 || (slot != 1 && random.NextInt32(slot) == 0))
                {
                    indices.Add(slot);
                    values.Add(random.NextInt32(9) == 0 ? None : 1e5f + random.NextGaussian());
                    all[slot] = values[^1];
                }
            }

            dense.Add(all);
            if (row % 10 == 0)
            {
                sparse.Add(all);
            }
            else
            {
                sparse.AddSparse([.. indices], [.. values]);
            }
        }

        for (int slot = 0; slot < Size; slot++)
        {
            Assert.AreEqual(dense.MissingCount(slot), sparse.MissingCount(slot));
            Assert.AreEqual(dense.Mean(slot), sparse.Mean(slot), 1e-9 * Math.Abs(dense.Mean(slot)));
            Assert.AreEqual(dense.Variance(slot), sparse.Variance(slot), 1e-9 * dense.Variance(slot));
            Assert.AreEqual(dense.Minimum(slot), sparse.Minimum(slot));
            Assert.AreEqual(dense.Maximum(slot), sparse.Maximum(slot));
        }

        NumberColumn expected = dense.ToColumn("x", NumberEncoding.PiecewiseLinear, 16, true), got = sparse.ToColumn("x", NumberEncoding.PiecewiseLinear, 16, true);
        CollectionAssert.AreEqual(expected.BinCounts.ToArray(), got.BinCounts.ToArray());
        CollectionAssert.AreEqual(expected.Edges.ToArray(), got.Edges.ToArray());
        CollectionAssert.AreEqual(expected.IndicatorSlots.ToArray(), got.IndicatorSlots.ToArray());
    }

    [TestMethod]
    public void SparseRows_OfAMillionSlots_CostWhatTheirValuesCost()
    {
        const int Size = 1_000_000, Rows = 20_000;
        var statistics = new NumberStatistics(Size);
        var random = new Philox(6);
        int[] indices = new int[3];
        for (int row = 0; row < Rows; row++)
        {
            indices[0] = random.NextInt32(1000);
            indices[1] = 1000 + random.NextInt32(500_000);
            indices[2] = 999_999;
            statistics.AddSparse(indices, [1, 2, row]);
        }

        Assert.AreEqual((Rows - 1) / 2.0, statistics.Mean(999_999), 1e-9);
        NumberColumn column = statistics.ToColumn("words", NumberEncoding.PiecewiseLinear, 8, indicators: true);
        Assert.AreEqual(Size, column.EncodedSize, "Rows as long are standardised.");
        Assert.AreEqual(2, column.Scales.Take(999_999).Max(), "A rare value is not divided by the small deviation that it has because it is rare.");
        Assert.AreEqual(1, column.Scales.Min());
    }

    [TestMethod]
    public void Column_OfStandardizedNumbers_HasMeansAndDeviations()
    {
        // 0 and 1 only; a constant; nine zeros of ten, the other 5; ordinary.
        var statistics = new NumberStatistics(4, keepSample: false);
        for (int i = 0; i < 10; i++)
        {
            statistics.Add([i < 2 ? 1 : 0, 3, i == 4 ? 5 : 0, i]);
        }

        NumberColumn column = statistics.ToColumn("x", NumberEncoding.Standardized, 0, indicators: false);
        CollectionAssert.AreEqual(new[] { 0.2f, 3, 0.5f, 4.5f }, column.Means.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 1, 5, MathF.Sqrt(8.25f) }, column.Scales.ToArray());
        Assert.IsEmpty(column.BinCounts);
        Assert.AreEqual(4, column.EncodedSize);
    }

    [TestMethod]
    public void Column_OfNumbersAsTheyAre_ChangesNothing()
    {
        var statistics = new NumberStatistics(1, keepSample: false);
        statistics.Add([5]);
        statistics.Add([9]);
        Assert.AreEqual(NumberColumn.AsTheyAre("x", 1), statistics.ToColumn("x", NumberEncoding.None, 0, indicators: true));
    }

    [TestMethod]
    public void Column_WithTooFewDifferentValues_IsStandardized()
    {
        // Two values; one; three of which one is nearly all, and whose bins are between them; ten.
        var statistics = new NumberStatistics(4);
        for (int i = 0; i < 1000; i++)
        {
            statistics.Add([i % 2 == 0 ? 3 : 8, 4, i == 5 ? 1 : i == 6 ? 2 : 0, i % 10]);
        }

        NumberColumn column = statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 4, indicators: true);
        CollectionAssert.AreEqual(new[] { 0, 0, 2, 4 }, column.BinCounts.ToArray());
        Assert.AreEqual(2.5f, column.Scales[0]);
        Assert.AreEqual(10, column.EncodedSize);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 0, 2, 4.5f, 7, 9 }, column.Edges.ToArray());
    }

    [TestMethod]
    public void Bins_OfNumbersThatAreMostlyZero_AreOfTheOthers()
    {
        // Nine of ten are 0; by quantiles of all, bins of 1 to 1,000 would be 100 wide.
        var statistics = new NumberStatistics(1);
        for (int i = 0; i < 10_000; i++)
        {
            statistics.Add([i % 10 == 0 ? 1 + (i / 10) : 0]);
        }

        float[] edges = [.. statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 12, indicators: false).Edges];

        // 0, and the eleven quantiles 0, 0.1, ..., 1 of the others by which torch.quantile(torch.arange(1., 1001.), torch.linspace(0, 1, 12)) divides them.
        Assert.HasCount(13, edges);
        Assert.AreEqual(0, edges[0]);
        for (int i = 0; i < 12; i++)
        {
            Assert.AreEqual(1 + (999 * i / 11.0), edges[1 + i], 1e-3);
        }
    }

    [TestMethod]
    public void Bins_OfALongTail_AreNarrowAtItsEnd()
    {
        var statistics = new NumberStatistics(1);
        for (int i = 0; i < 10_000; i++)
        {
            statistics.Add([i]);
        }

        float[] edges = [.. statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 24, indicators: false).Edges];

        // 24 bins: 18 of equal parts, and at each end the outermost is halved three times.
        Assert.HasCount(25, edges);
        double part = 9999 / 18.0;
        Assert.AreEqual(9999 - part, edges[^5], 0.1);
        Assert.AreEqual(9999 - (part / 2), edges[^4], 0.1);
        Assert.AreEqual(9999 - (part / 4), edges[^3], 0.1);
        Assert.AreEqual(9999 - (part / 8), edges[^2], 0.1);
        Assert.AreEqual(part / 8, edges[1], 0.1);
    }

    [TestMethod]
    public void Column_OfMoreRowsThanAreKept_HasAboutTheQuantilesOfAll_AndTheRangeOfAll()
    {
        const int Rows = 400_000;
        NumberColumn column(int seed)
        {
            var statistics = new NumberStatistics(1, seed: seed);
            for (int i = 0; i < Rows; i++)
            {
                statistics.Add([i]);
            }

            return statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 8, indicators: false);
        }

        NumberColumn first = column(1);
        Assert.AreEqual(first, column(1));
        Assert.AreNotEqual(first, column(2));
        Assert.AreEqual(8, first.BinCounts[0]);
        Assert.AreEqual(0, first.Edges[0]);
        Assert.AreEqual(Rows - 1, first.Edges[8]);
        for (int i = 1; i < 8; i++)
        {
            // Five standard deviations of a quantile of 100,000 values are less than 0.8 %.
            Assert.AreEqual(i / 8.0, first.Edges[i] / Rows, 0.008);
        }
    }

    [TestMethod]
    public void Rows_ThatDoNotFit_AreNamed_AndNothingOfThemIsAdded()
    {
        var statistics = new NumberStatistics(3, keepSample: false);
        Fails(() => statistics.Add([1, 2]), "2 values; expected 3");
        Fails(() => statistics.Add([1, 2, float.NegativeInfinity]), "Slot 2 is -Infinity");
        Fails(() => statistics.AddSparse([0, 2], [1, float.PositiveInfinity]), "Slot 2 is Infinity");
        Fails(() => statistics.AddSparse([1, 1], [1, 1]), "index 1 follows 1");
        Fails(() => statistics.AddSparse([3], [1]), "expected ascending numbers from 0 to 2");
        Fails(() => statistics.AddSparse([-1], [1]), "-1");
        Fails(() => statistics.AddSparse([0], [1, 2]), "1 indices and 2 values");
        Assert.AreEqual(0, statistics.RowCount);
        Assert.IsTrue(double.IsNaN(statistics.Mean(0)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumberStatistics(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 1, false));
        Assert.ThrowsExactly<InvalidOperationException>(() => statistics.ToColumn("x", NumberEncoding.PiecewiseLinear, 8, false));

        static void Fails(Action action, string part) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(action).Message, part);
    }

    [TestMethod]
    public void Add_AfterTheSampleIsFull_AllocatesNothing()
    {
        var statistics = new NumberStatistics(2000);
        float[] row = new float[2000];
        for (int i = 0; i < 9000; i++)
        {
            statistics.Add(row);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        statistics.Add(row);
        statistics.AddSparse([5], [1]);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

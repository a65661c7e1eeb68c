using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;

namespace MLExtensions.Tests.Rows;

/// <summary>What is learnt of numbers is the same whether a row is mostly zeros or not.</summary>
[TestClass]
public sealed class NumberScanTests
{
    private const int Size = 37;

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.5)]
    [DataRow(1.0)]
    public void MeansAndScales_AreThoseOfAllValues(double filled)
    {
        float[][] rows = Rows(filled, missing: false);
        var scan = Scan(NumberEncoding.Standardized, rows);

        var (column, input) = scan.Finish([], out _);

        var numbers = (NumberColumn)input;
        Assert.AreEqual(MissingHandling.Refuse, column.Missing);
        for (int slot = 0; slot < Size; slot++)
        {
            double[] values = [.. rows.Select(row => (double)row[slot])];
            double mean = values.Average(), square = values.Average(value => value * value);
            int zeros = values.Count(value => value == 0);

            // As NumberStatistics.ToColumn says of slots that mostly are 0.
            double scale = zeros >= 0.9 * rows.Length ? Math.Sqrt(square * rows.Length / (rows.Length - zeros)) : Math.Sqrt(square - (mean * mean));
            Assert.AreEqual(mean, numbers.Means[slot], 1e-6, $"mean of slot {slot}");
            Assert.AreEqual(scale, numbers.Scales[slot], 1e-5, $"scale of slot {slot}");
        }
    }

    [TestMethod]
    [DataRow(NumberEncoding.None)]
    [DataRow(NumberEncoding.Standardized)]
    public void SlotsWithMissingValues_GetAnIndicator(NumberEncoding encoding)
    {
        float[][] rows = Rows(0.1, missing: true);
        List<string> remarks = [];

        var (column, input) = Scan(encoding, rows).Finish(remarks, out _);

        Assert.AreEqual(MissingHandling.Indicate, column.Missing);
        Assert.HasCount(1, remarks);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Size).Where(slot => rows.Any(row => float.IsNaN(row[slot]))).ToArray(),
            ((NumberColumn)input).IndicatorSlots.ToArray());
    }

    [TestMethod]
    public void NonZeros_AreFoundInRowsOfAnyLength()
    {
        var random = new Random(3);
        for (int length = 0; length < 70; length++)
        {
            float[] row = [.. Enumerable.Range(0, length).Select(_ => random.Next(6) switch
            {
                0 => float.NaN,
                1 => float.Epsilon,
                2 => -1f,
                3 => -0f,
                _ => 0f,
            })];
            int[] expected = [.. Enumerable.Range(0, length).Where(place => row[place] != 0)];
            int[] places = new int[expected.Length];

            Assert.AreEqual(expected.Length, NonZeros.Count(row));
            Assert.AreEqual(expected.Length, NonZeros.Find(row, places));
            CollectionAssert.AreEqual(expected, places, $"in a row of {length}");
        }
    }

    private static NumberScan Scan(NumberEncoding encoding, float[][] rows)
    {
        var column = new FeatureColumn("Numbers", Size, IsVector: true) { Missing = MissingHandling.Indicate };
        var scan = new NumberScan(column, new NetworkTrainerOptions { NumberEncoding = encoding }, seed: 1);
        foreach (float[] row in rows)
        {
            scan.Add(row);
        }

        return scan;
    }

    /// <summary>Rows of which now most, now few values are 0.</summary>
    private static float[][] Rows(double filled, bool missing)
    {
        var random = new Random(2);
        return
        [
            .. Enumerable.Range(0, 500).Select(row => Enumerable.Range(0, Size)
                .Select(slot => missing && slot % 5 == 1 && row % 50 == slot ? float.NaN : random.NextDouble() < filled ? 2 + (3 * random.NextSingle()) : 0)
                .ToArray()),
        ];
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class InMemoryDataTests
{
    private static readonly float[] Features = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [TestMethod]
    public void Open_WithoutShuffle_ReadsBlocksInOrder()
    {
        var data = new InMemoryData([2], [Features.AsMemory(0, 4), Features.AsMemory(4, 4), Features.AsMemory(8, 2)], new[] { 10, 11, 12, 13, 14 }, new[] { 1f, 2, 3, 4, 5 });
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(shuffle: null);

        Batch first = reader.Read(scope, 3)!;
        Assert.AreEqual([3, 2], first.Features.Shape);
        CollectionAssert.AreEqual(Features[..6], first.Features.ToArray());
        CollectionAssert.AreEqual(new[] { 10, 11, 12 }, first.Labels.ToInt32Array());
        CollectionAssert.AreEqual(new[] { 1f, 2, 3 }, first.Weights!.Value.ToArray());
        Assert.AreEqual(6, first.TotalWeight);

        Batch second = reader.Read(scope, 3)!;
        Assert.AreEqual(2, second.Count);
        CollectionAssert.AreEqual(Features[6..], second.Features.ToArray());
        Assert.IsNull(reader.Read(scope, 3));
    }

    [TestMethod]
    public void Open_WithShuffle_KeepsFeaturesLabelsAndWeightsTogether()
    {
        float[] rows = [.. Enumerable.Range(0, 100).Select(row => (float)row)];
        var data = new InMemoryData([1], rows, rows, rows);
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(new Philox(5));
        Batch batch = reader.Read(scope, 100)!;

        CollectionAssert.AreEqual(batch.Features.ToArray(), batch.Labels.ToArray());
        CollectionAssert.AreEqual(batch.Features.ToArray(), batch.Weights!.Value.ToArray());
        CollectionAssert.AreEquivalent(rows, batch.Features.ToArray());
        CollectionAssert.AreNotEqual(rows, batch.Features.ToArray());
    }

    [TestMethod]
    public void Open_OfLabelsWithSeveralValues_KeepsThemWithTheirRows()
    {
        float[] rows = [.. Enumerable.Range(0, 50).Select(row => (float)row)];
        var data = new InMemoryData([1], rows, rows.SelectMany(row => new[] { row, row + 0.5f, -row }).ToArray(), labelSize: 3);
        Assert.AreEqual(3, data.LabelSize);
        Assert.AreEqual(50, data.RowCount);
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(new Philox(5));
        for (int read = 0; read < 50; read += 20)
        {
            Batch batch = reader.Read(scope, 20)!;
            Assert.AreEqual([batch.Count, 3], batch.Labels.Shape);
            CollectionAssert.AreEqual(batch.Features.ToArray().SelectMany(row => new[] { row, row + 0.5f, -row }).ToArray(), batch.Labels.ToArray());
        }
    }

    [TestMethod]
    public void Open_OfGroups_ReadsAsManyWholeOnesAsFit()
    {
        // 2, 3, 1, 6 and 2 rows.
        InMemoryData data = Grouped([7, 7, 3, 3, 3, 9, 4, 4, 4, 4, 4, 4, 8, 8]);
        Assert.IsTrue(data.HasGroups);
        CollectionAssert.AreEqual(new[] { 5, 1, 6, 2 }, Sizes(data, null, 5));
        CollectionAssert.AreEqual(new[] { 6, 6, 2 }, Sizes(data, null, 6));
        CollectionAssert.AreEqual(new[] { 2, 3, 1, 6, 2 }, Sizes(data, null, 1));
        CollectionAssert.AreEqual(new[] { 14 }, Sizes(data, null, 100));
        foreach (int rows in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 100 })
        {
            Assert.AreEqual(Sizes(data, null, rows).Length, data.BatchCount(rows));
        }
    }

    [TestMethod]
    public void Open_OfGroupsWithShuffle_ShufflesGroups_AndKeepsRowsInOrder()
    {
        int[] groups = [.. Enumerable.Range(0, 40).SelectMany(group => Enumerable.Repeat(100 - group, 1 + (group % 4)))];
        InMemoryData data = Grouped(groups);
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(new Philox(5));
        var seen = new List<int>();
        var numbers = new List<int>();
        while (reader.Read(scope, 10) is { } batch)
        {
            Assert.IsLessThanOrEqualTo(10, batch.Count);
            int[] rows = [.. batch.Features.ToArray().Select(row => (int)row)];
            CollectionAssert.AreEqual(rows.Select(row => groups[row]).ToArray(), batch.Groups.ToArray());
            seen.AddRange(rows);
            numbers.AddRange(batch.Groups.ToArray().Distinct());
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, groups.Length).ToArray(), seen);
        CollectionAssert.AllItemsAreUnique(numbers);
        CollectionAssert.AreNotEqual(groups.Distinct().ToArray(), numbers);
        for (int i = 1; i < seen.Count; i++)
        {
            Assert.IsTrue(groups[seen[i]] != groups[seen[i - 1]] || seen[i] == seen[i - 1] + 1);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Skip_OfBatches_IsAsIfTheyHadBeenRead(bool grouped)
    {
        int[] groups = [.. Enumerable.Range(0, 30).SelectMany(group => Enumerable.Repeat(group, 1 + (group * group % 7)))];
        float[] rows = [.. Enumerable.Range(0, groups.Length).Select(row => (float)row)];
        InMemoryData data = grouped ? Grouped(groups) : new InMemoryData([1], rows, rows);
        int batches = Sizes(data, new Philox(3), 9).Length;
        using var scope = new TensorScope(CpuDevice.Default);
        for (int skipped = 0; skipped <= batches + 2; skipped++)
        {
            using BatchReader skipping = data.Open(new Philox(3)), reading = data.Open(new Philox(3));
            Assert.AreEqual(Math.Min(skipped, batches), skipping.Skip(scope, skipped, 9));
            for (int i = 0; i < skipped; i++)
            {
                reading.Read(scope, 9);
            }

            CollectionAssert.AreEqual(reading.Read(scope, 9)?.Features.ToArray(), skipping.Read(scope, 9)?.Features.ToArray());
        }
    }

    [TestMethod]
    public void Digest_DiffersByGroups()
    {
        Assert.AreNotEqual(Grouped([1, 1, 2]).Digest(), Grouped([1, 2, 2]).Digest());
        Assert.AreEqual(Grouped([1, 1, 2]).Digest(), Grouped([1, 1, 2]).Digest());
    }

    [TestMethod]
    public void Constructor_OfBadData_ThrowsSayingWhat()
    {
        Check("There are no rows", () => new InMemoryData([2], Array.Empty<float>(), Array.Empty<float>()));
        Check("block 0 holds 10 values; expected a multiple of 3", () => new InMemoryData([3], Features, new float[3]));
        Check("There are 5 rows of features of shape [2] and 4 labels", () => new InMemoryData([2], Features, new float[4]));
        Check("There are 5 rows and 4 weights", () => new InMemoryData([2], Features, new float[5], new float[4]));
        Check("Feature 1 of row 2 is NaN", () => new InMemoryData([2], new[] { 1, 2, 3, 4, 5, float.NaN }, new float[3]));
        Check($"The label of row 1 is {float.PositiveInfinity}", () => new InMemoryData([1], new[] { 1f, 2 }, new[] { 1, float.PositiveInfinity }));
        Check("The weight of row 1 is -1", () => new InMemoryData([1], new[] { 1f, 2 }, new float[2], new[] { 1f, -1 }));
        Check("Every row's weight is 0", () => new InMemoryData([1], new[] { 1f, 2 }, new float[2], new float[2]));
        Check("There are 5 label values; expected a multiple of 2", () => new InMemoryData([1], new float[3], new float[5], labelSize: 2));
        Check("There are 3 rows of features of shape [1] and 2 labels", () => new InMemoryData([1], new float[3], new float[4], labelSize: 2));
        Check("Label 1 of row 2 is NaN", () => new InMemoryData([1], new float[3], new[] { 1, 2, 3, 4, 5, float.NaN }, labelSize: 2));
        Check("There are 3 rows and 2 group numbers", () => new InMemoryData([1], new float[3], new float[3], default, new[] { 1, 1 }));
        Check("Row 3 is of group 1, which ended before row 2 already", () => new InMemoryData([1], new float[4], new float[4], default, new[] { 1, 1, 2, 1 }));
        Check("[0] hold no values", () => new InMemoryData([0], Array.Empty<float>(), new float[2]));
    }

    private static void Check(string expected, Func<object> create) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(create).Message, expected);

    private static InMemoryData Grouped(int[] groups)
    {
        float[] rows = [.. Enumerable.Range(0, groups.Length).Select(row => (float)row)];
        return new InMemoryData([1], rows, rows, default, groups);
    }

    private static int[] Sizes(InMemoryData data, Philox? shuffle, int rows)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = data.Open(shuffle);
        var sizes = new List<int>();
        while (reader.Read(scope, rows) is { } batch)
        {
            sizes.Add(batch.Count);
        }

        return [.. sizes];
    }
}

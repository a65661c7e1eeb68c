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
        Check("[0] hold no values", () => new InMemoryData([0], Array.Empty<float>(), new float[2]));
    }

    private static void Check(string expected, Func<object> create) =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(create).Message, expected);
}

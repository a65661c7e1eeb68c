using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class VBufferTests
{
    private static VBuffer<float> Sparse => new(6, 2, [5, 7], [1, 4]);

    [TestMethod]
    public void CopyTo_OfASparseVector_FillsTheRestWithTheDefault()
    {
        var plain = new float[6];
        Sparse.CopyTo(plain);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, plain);

        var shifted = new float[8];
        Sparse.CopyTo(shifted, 1, -1);
        CollectionAssert.AreEqual(new float[] { 0, -1, 5, -1, -1, 7, -1, 0 }, shifted);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sparse.CopyTo(new float[5]));
    }

    [TestMethod]
    public void CopyTo_OfAPart_KeepsSparsityAndShiftsIndices()
    {
        VBuffer<float> part = default;
        Sparse.CopyTo(ref part, 1, 4);
        Assert.IsFalse(part.IsDense);
        CollectionAssert.AreEqual(new float[] { 5, 0, 0, 7 }, part.DenseValues().ToArray());
        CollectionAssert.AreEqual(new[] { 0, 3 }, part.GetIndices().ToArray());
    }

    [TestMethod]
    public void GetItemOrDefault_OfASparseVector_FindsGivenAndOtherItems()
    {
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, Enumerable.Range(0, 6).Select(i => Sparse.GetItemOrDefault(i)).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(6));
    }

    [TestMethod]
    public void Items_WithAll_GivesTheDefaultsToo()
    {
        CollectionAssert.AreEqual(new[] { 1, 4 }, Sparse.Items().Select(item => item.Key).ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, Sparse.Items(all: true).Select(item => item.Value).ToArray());
    }

    [TestMethod]
    public void Create_OverABufferThatIsLargeEnough_ReusesItsArrays()
    {
        var buffer = new VBuffer<float>(4, [1, 2, 3, 4]);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 3);
        Assert.IsFalse(editor.CreatedNewValues);
        Assert.AreEqual(3, editor.Values.Length);
        editor.Values.Fill(9);
        buffer = editor.Commit();
        Assert.AreEqual(3, buffer.Length);
        CollectionAssert.AreEqual(new float[] { 9, 9, 9 }, buffer.GetValues().ToArray());

        editor = VBufferEditor.Create(ref buffer, 10, 2);
        editor.Values[0] = 1;
        editor.Values[1] = 2;
        editor.Indices[0] = 3;
        editor.Indices[1] = 8;
        buffer = editor.Commit();
        Assert.IsFalse(buffer.IsDense);
        Assert.AreEqual(2f, buffer.GetItemOrDefault(8));
        Assert.AreEqual(1, VBufferEditor.CreateFromBuffer(ref buffer).CommitTruncated(1).GetValues().Length);
    }

    [TestMethod]
    public void Constructor_WithTooFewValues_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, new float[2]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1, 2], [0]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 4, new float[4], new int[4]));
    }

    [TestMethod]
    public void CopyToDense_OfASparseVector_IsDense()
    {
        VBuffer<float> dense = default;
        Sparse.CopyToDense(ref dense);
        Assert.IsTrue(dense.IsDense);
        CollectionAssert.AreEqual(new float[] { 0, 5, 0, 0, 7, 0 }, dense.GetValues().ToArray());
        Assert.AreEqual("Dense vector of size 6", dense.ToString());
        Assert.AreEqual("Sparse vector of size 6, 2 explicit values", Sparse.ToString());
    }
}

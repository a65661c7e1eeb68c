using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class UnflattenTests
{
    [TestMethod]
    public void Forward_GivesEachRowTheShape_AndFlattenTakesItBack()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        float[] values = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        var layer = new Unflatten("image", [1, 3, 4]);
        Tensor images = layer.Forward(context, scope.From(values, [2, 12]));

        Assert.AreEqual([2, 1, 3, 4], images.Shape);
        Assert.AreEqual([1, 3, 4], layer.OutputShape([12]));
        CollectionAssert.AreEqual(values, images.ToArray());
        Assert.AreEqual([2, 12], new Flatten("flat").Forward(context, images).Shape);
        Assert.AreEqual([0, 1, 3, 4], layer.Forward(context, scope.Zeros([0, 12])).Shape);
    }

    [TestMethod]
    public void OtherNumbersOfElements_AreErrorsThatNameTheLayer()
    {
        var layer = new Unflatten("image", [1, 3, 4]);
        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([13])).Message, "Unflatten 'image': a row has shape [13], 13 elements; expected 12, to make [1, 3, 4] of them.");
        Assert.ThrowsExactly<ArgumentException>(() => new Unflatten("image", [2, 0]));
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class EmbeddingTests
{
    [TestMethod]
    public void Constructor_DrawsFromTheStandardNormal_AndLeavesThePaddingZero()
    {
        var layer = new Embedding("words", 1000, 200, new RandomParameters(new Philox(1)), paddingIndex: -1);
        Parameter weight = layer.Parameters.Single();
        float[] weights = weight.Values.ToArray();
        Assert.AreEqual("words.weight", weight.Name);
        Assert.AreEqual([1000, 200], weight.Shape);
        Assert.AreEqual(999, layer.PaddingIndex);
        Assert.IsTrue(weights[^200..].All(value => value == 0));

        // The mean of 199,800 draws is within five of its own deviations.
        Assert.AreEqual(0, weights[..^200].Average(), 5 / Math.Sqrt(199_800));
        Assert.AreEqual(1, Math.Sqrt(weights[..^200].Average(value => (double)value * value)), 0.01);
    }

    [TestMethod]
    public void Forward_LooksRowsUp_AndAddsTheVectorsAxis()
    {
        var layer = new Embedding("", 3, 2, new RandomParameters(new Philox(1)), paddingIndex: 0);
        new float[] { 0, 0, 1, 2, 3, 4 }.CopyTo(layer.Parameters[0].Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = layer.Forward(new ForwardContext(scope, tape), scope.From([2, 0, 1, 2], [2, 2]));
        Assert.AreEqual([2, 2, 2], y.Shape);
        Assert.AreEqual([7, 2], layer.OutputShape([7]));
        CollectionAssert.AreEqual(new[] { 3f, 4, 0, 0, 1, 2, 3, 4 }, y.ToArray());

        tape.Backward(y, scope, scope.From([1f, 1, 1, 1, 1, 1, 1, 1], y.Shape));
        CollectionAssert.AreEqual(new[] { 0f, 0, 1, 1, 2, 2 }, layer.Parameters[0].Gradient.ToArray());
    }

    [TestMethod]
    public void Sizes_OutOfRange_AreNamed()
    {
        var parameters = new RandomParameters(new Philox(1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Embedding("", 0, 2, parameters));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Embedding("", 3, 0, parameters));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Embedding("", 3, 2, parameters, paddingIndex: 3)).Message, "one of the 3 categories, -3 to 2");
    }
}

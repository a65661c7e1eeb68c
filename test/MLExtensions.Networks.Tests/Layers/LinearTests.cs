using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class LinearTests
{
    [TestMethod]
    public void Constructor_DrawsUniformlyWithinPyTorchsBounds()
    {
        var layer = new Linear("layer", 400, 500, new RandomParameters(new Philox(1)));
        float[] weights = layer.Parameters[0].Values.ToArray();

        // U(-1/20, 1/20): deviation 0.05 / sqrt(3); the mean of 200,000 draws is within five of its own deviations.
        Assert.IsLessThanOrEqualTo(0.05f, weights.Max(MathF.Abs));
        Assert.IsGreaterThan(0.0499f, weights.Max());
        Assert.IsLessThan(-0.0499f, weights.Min());
        Assert.AreEqual(0, weights.Average(), 5 * 0.05 / Math.Sqrt(3 * 200_000));
        Assert.AreEqual(0.05 / Math.Sqrt(3), Math.Sqrt(weights.Average(weight => (double)weight * weight)), 2e-4);
        Assert.IsGreaterThan(450, layer.Parameters[1].Values.ToArray().Distinct().Count());
    }

    [TestMethod]
    public void OutputShape_IsThatOfForward_AlongTheLastAxis()
    {
        var layer = new Linear("layer", 3, 2, new RandomParameters(new Philox(1)));
        using var scope = new TensorScope(CpuDevice.Default);
        foreach (Shape row in new Shape[] { [3], [4, 3], [5, 4, 3] })
        {
            Shape output = layer.Forward(new ForwardContext(scope), scope.Zeros([7, .. row])).Shape;
            Assert.AreEqual(output, [7, .. layer.OutputShape(row)]);
        }

        StringAssert.StartsWith(
            Assert.ThrowsExactly<ArgumentException>(() => layer.OutputShape([3, 4])).Message, "Linear 'layer': a row has shape [3, 4]; expected [3], or [..., 3]");
    }
}

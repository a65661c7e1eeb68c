using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class DropoutTests
{
    [TestMethod]
    public void Forward_InPrediction_ChangesNothing()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor input = scope.From([1f, 2, 3], [1, 3]);
        Assert.AreEqual(input, new Dropout("dropout", 0.9f).Forward(new ForwardContext(scope), input));
    }

    [TestMethod]
    public void Forward_InTraining_DropsTheRateAndKeepsTheMean()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        float[] ones = new float[100_000];
        ones.AsSpan().Fill(1);
        float[] run(int seed) => new Dropout("dropout", 0.2f)
            .Forward(new ForwardContext(scope, training: true, random: new Philox(seed)), scope.From(ones, [1000, 100])).ToArray();

        float[] output = run(1);

        // 100,000 draws of probability 0.2: deviation 126.
        Assert.AreEqual(20_000, output.Count(value => value == 0), 630);
        Assert.IsTrue(output.All(value => value is 0 or 1.25f));
        CollectionAssert.AreEqual(output, run(1));
        CollectionAssert.AreNotEqual(output, run(2));
    }
}

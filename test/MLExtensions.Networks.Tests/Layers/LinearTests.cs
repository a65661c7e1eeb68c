using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class LinearTests
{
    [TestMethod]
    public void Forward_AndBackward_GivePyTorchsFigures()
    {
        var reference = Reference.Read("linear.json");
        var layer = new Linear("layer", 10, 5, new RandomParameters(new Philox(1)));
        reference.Weights["weight"].Data.CopyTo(layer.Parameters[0].Values);
        reference.Weights["bias"].Data.CopyTo(layer.Parameters[1].Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor input = scope.From(reference.Inputs["input"].Data, [4, 10]);

        Tensor output = layer.Forward(new ForwardContext(scope, tape, training: true), input);
        tape.Backward(output, scope, scope.From(reference.Upstream["output"].Data, [4, 5]));

        reference.AssertClose("output", output.ToArray(), reference.Outputs["output"]);
        reference.AssertClose("weight", layer.Parameters[0].Gradient.ToArray(), reference.Gradients["weight"]);
        reference.AssertClose("bias", layer.Parameters[1].Gradient.ToArray(), reference.Gradients["bias"]);
    }

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
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ResidualTests
{
    private static readonly RandomParameters s_parameters = new(new Philox(1));

    [TestMethod]
    public void Forward_AndBackward_AreThoseOfTheSum()
    {
        // y = relu(W x + x), so dx = m (W + I) and dW = m x^T, m being 1 where the sum is above 0.
        Linear function = Matrix("block.0", 2, [2, 3, -4, 1]);
        var input = new Parameter("x", [1, 2]);
        input.Values[0] = 5;
        input.Values[1] = 7;
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor output = new Residual("block", function, activation: Activation.Relu).Forward(new ForwardContext(scope, tape), input.Tensor);
        tape.Backward(output, scope, scope.From([1f, 1], [1, 2]));

        // 2 * 5 + 3 * 7 + 5 = 36; -4 * 5 + 7 + 7 = -6.
        CollectionAssert.AreEqual(new float[] { 36, 0 }, output.ToArray());
        CollectionAssert.AreEqual(new float[] { 3, 3 }, input.Gradient.ToArray());
        CollectionAssert.AreEqual(new float[] { 5, 7, 0, 0 }, function.Parameters[0].Gradient.ToArray());
    }

    [TestMethod]
    public void Forward_WithAShortcut_AddsItsOutput()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var block = new Residual("block", Matrix("block.0", 2, [1, 2, 3, 4, 5, 6]), Matrix("block.1", 2, [10, 0, 0, 10, 10, 10]));
        Tensor output = block.Forward(new ForwardContext(scope), scope.From([1f, 1], [1, 2]));

        CollectionAssert.AreEqual(new float[] { 13, 17, 31 }, output.ToArray());
        CollectionAssert.AreEqual(new[] { "block.0.weight", "block.1.weight" }, block.Parameters.Select(parameter => parameter.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 3 }, block.OutputShape([2]).AsSpan().ToArray());
    }

    [TestMethod]
    public void Sequence_OfNothingOrOfNull_SaysSo()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SequentialModule("", [])).Message, "at least one module");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new SequentialModule("", [new Flatten("a"), null!])).Message, "Module 1 of the sequence is null");
    }

    [TestMethod]
    public void Forward_WhereShapesDiffer_ThrowsNamingBoth()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var block = new Residual("block", Matrix("block.0", 2, [1, 2]));
        Tensor input = scope.From([1f, 1], [1, 2]);

        ArgumentException failure = Assert.ThrowsExactly<ArgumentException>(() => block.Forward(new ForwardContext(scope), input));
        StringAssert.Contains(failure.Message, "[1, 1], the shortcut [1, 2]");
        Assert.ThrowsExactly<ArgumentException>(() => block.OutputShape([2]));
    }

    private static Linear Matrix(string name, int columns, float[] values)
    {
        var layer = new Linear(name, columns, values.Length / columns, s_parameters, hasBias: false);
        values.CopyTo(layer.Parameters[0].Values);
        return layer;
    }
}

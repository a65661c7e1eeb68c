using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Operations say what is wrong with their inputs.</summary>
[TestClass]
public class OperationTests
{
    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamedWithTheOperation()
    {
        CheckMessage(new Linear(), "Linear", "[4, 5]", "[7, 6]", [4, 5], [7, 6], [7]);
        CheckMessage(new Linear(), "Linear", "bias [6]", "[7, 5]", [4, 5], [7, 5], [6]);
        CheckMessage(new Linear(), "Linear", "2 inputs", "bias", [4, 5], [7, 5]);
        CheckMessage(new MatrixProduct { TransposeRight = true }, "MatrixProduct", "[2, 3]", "[4, 5] transposed", [2, 3], [4, 5]);
        CheckMessage(new MatrixProduct(), "MatrixProduct", "[2, 3, 4]", "[3, 4, 5]", [2, 3, 4], [3, 4, 5]);
        CheckMessage(new Add(), "Add", "[2, 3]", "[3, 2]", [2, 3], [3, 2]);
        CheckMessage(new Multiply(), "Multiply", "[2, 3]", "[3, 2]", [2, 3], [3, 2]);
        CheckMessage(new CrossEntropy(), "CrossEntropy", "targets of shape [3]", "[4, 2]", [4, 2], [3]);
        CheckMessage(new CrossEntropy(), "CrossEntropy", "row weights of shape [3]", "[4, 2]", [4, 2], [4], [3]);
        CheckMessage(new MeanSquaredError(), "MeanSquaredError", "[4, 2]", "[4]", [4, 2], [4]);
        CheckMessage(new BinaryCrossEntropyWithLogits(), "BinaryCrossEntropyWithLogits", "[5]", "[4, 1]", [4, 1], [5]);
    }

    [TestMethod]
    public void Elements_OfTheWrongType_AreNamed()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        var error = Assert.ThrowsExactly<ArgumentException>(() => context.Run(new CrossEntropy(), scope.Zeros([2, 3]), scope.Zeros([2])));
        StringAssert.Contains(error.Message, "CrossEntropy: input 1 of shape [2] holds Float32; expected Int32");
    }

    [TestMethod]
    public void Target_ThatIsNoClass_IsNamedWithItsRow()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        foreach (int target in new[] { 3, -1 })
        {
            var error = Assert.ThrowsExactly<ArgumentException>(() =>
                context.Run(new CrossEntropy(), scope.Zeros([2, 3]), scope.From([0, target], [2])));
            StringAssert.Contains(error.Message, $"target of row 1 is {target}; expected a class, 0 to 2");
        }
    }

    [TestMethod]
    [TestCategory("Memory")]
    public void Concatenate_OfManyInputs_AllocatesNothingTheSecondTime()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var concatenate = new Concatenate { Axis = 0 };
        Tensor[] parts = [.. Enumerable.Range(0, 40).Select(i => scope.From([(float)i], [1]))];
        var output = new Tensor[1];
        CpuDevice.Default.Forward(concatenate, parts, scope, output, saved: null);
        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(i => (float)i).ToArray(), output[0].ToArray());
        using var inner = new TensorScope(CpuDevice.Default);
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            CpuDevice.Default.Forward(concatenate, parts, inner, output, saved: null);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            inner.Reset();
        }

        Assert.AreEqual(0, least);
    }

    [TestMethod]
    public void Softplus_FarBelowZero_IsThePower()
    {
        // log(1 + exp(2 * -20)) / 2 = exp(-40) / 2 but for a factor of 1 - exp(-40) / 2.
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        Tensor x = scope.From([-20f], [1]);
        Assert.AreEqual(Math.Exp(-40) / 2, context.Run(new Activate { Activation = Activation.Softplus, Beta = 2 }, x).ToScalar(), 1e-6 * Math.Exp(-40));
        Assert.AreEqual(Math.Exp(-20), context.Run(new Activate { Activation = Activation.Softplus }, x).ToScalar(), 1e-6 * Math.Exp(-20));
    }

    [TestMethod]
    public void EmptyBatch_GoesThroughEveryOperation()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(1));
        Parameter weight = Sample.Parameter("weight", 1, [3, 4]), bias = Sample.Parameter("bias", 2, [3]);
        Tensor logits = context.Run(new Linear { Activation = Activation.Silu }, scope.Zeros([0, 4]), weight.Tensor, bias.Tensor);
        Tensor dropped = context.Run(new Dropout(), logits, context.NextRandomKey());
        Assert.AreEqual([0, 3], context.Run(new Softmax(), dropped).Shape);
        Tensor loss = context.Run(new CrossEntropy(), dropped, scope.From(ReadOnlySpan<int>.Empty, [0]));
        tape.Backward(loss, scope);
        Assert.AreEqual(0f, loss.ToScalar());
        CollectionAssert.AreEqual(new float[12], weight.Gradient.ToArray());
        CollectionAssert.AreEqual(new float[3], bias.Gradient.ToArray());
    }

    [TestMethod]
    public void Operations_OfTheSameAttributes_AreEqual()
    {
        Assert.AreEqual(new Linear { Activation = Activation.Relu }, new Linear { Activation = Activation.Relu });
        Assert.AreNotEqual<Operation>(new Linear { Activation = Activation.Relu }, new Linear());
    }

    [TestMethod]
    public void Attributes_OutOfRange_AreRefused()
    {
        foreach (float rate in new[] { -0.1f, 1.1f, float.NaN })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Dropout { Rate = rate });
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Activate { NegativeSlope = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Activate { Activation = (Activation)99 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Linear { Activation = (Activation)(-1) });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CpuDevice(0));
    }

    [TestMethod]
    public void RandomKey_WithoutRandomness_SaysHowToGiveIt()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new ForwardContext(scope).NextRandomKey());
        StringAssert.Contains(error.Message, "new Philox(seed)");
    }

    [TestMethod]
    public void OperationWithoutAKernel_IsNamed()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => new ForwardContext(scope).Run(new Unknown())).Message, nameof(Unknown));
    }

    [TestMethod]
    public void Update_WithStatesThatDoNotFit_SaysHowMany()
    {
        Parameter parameter = Sample.Parameter("p", 1, [2]);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => CpuDevice.Default.Update(new AdamUpdate(), 0.1f, 1, [parameter], [])).Message,
            "keeps 2 states for each parameter; 0 were given");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() =>
                CpuDevice.Default.Update(new SgdUpdate { Momentum = 0.5f }, 0.1f, 1, [parameter], [new Parameter("state", [3])])).Message,
            "[3]");
    }

    private static void CheckMessage(Operation operation, string name, string first, string second, params Shape[] inputs)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message;
        foreach (string part in new[] { name, first, second })
        {
            StringAssert.Contains(message, part);
        }
    }

    private sealed record Unknown : Operation
    {
        public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs) => outputs[0] = [1];
    }
}

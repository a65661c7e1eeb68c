using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Gradients against central differences, and the tape's rules.</summary>
[TestClass]
public class GradientTests
{
    [TestMethod]
    [DataRow(Activation.None)]
    [DataRow(Activation.Relu)]
    [DataRow(Activation.LeakyRelu)]
    [DataRow(Activation.Gelu)]
    [DataRow(Activation.GeluTanh)]
    [DataRow(Activation.Silu)]
    [DataRow(Activation.Sigmoid)]
    [DataRow(Activation.Tanh)]
    [DataRow(Activation.Elu)]
    [DataRow(Activation.Selu)]
    [DataRow(Activation.Softplus)]
    [DataRow(Activation.Mish)]
    [DataRow(Activation.HardSwish)]
    public void Linear_WithEachActivation_HasTheGradientsOfCentralDifferences(Activation activation)
    {
        Parameter x = Sample.Parameter("x", 1, [2, 3, 5], 2), weight = Sample.Parameter("weight", 2, [7, 5]), bias = Sample.Parameter("bias", 3, [7]);
        CheckAgainstDifferences(new Linear { Activation = activation }, [x, weight, bias]);
        CheckAgainstDifferences(new Linear { Activation = activation, HasBias = false }, [x, weight]);
        CheckAgainstDifferences(new Activate { Activation = activation }, [x]);
    }

    [TestMethod]
    public void Operations_WithoutAPyTorchCase_HaveTheGradientsOfCentralDifferences()
    {
        Parameter a = Sample.Parameter("a", 1, [3, 4]), b = Sample.Parameter("b", 2, [3, 4]);
        CheckAgainstDifferences(new Add(), [a, b]);
        CheckAgainstDifferences(new Multiply(), [a, b]);
        CheckAgainstDifferences(new Affine { Factor = -1.5, Summand = 0.25 }, [a]);
        foreach ((bool left, bool right) in new[] { (false, false), (false, true), (true, false), (true, true) })
        {
            Parameter m = Sample.Parameter("m", 3, left ? [2, 5, 3] : [2, 3, 5]), n = Sample.Parameter("n", 4, right ? [2, 4, 5] : [2, 5, 4]);
            CheckAgainstDifferences(new MatrixProduct { TransposeLeft = left, TransposeRight = right }, [m, n]);
        }
    }

    [TestMethod]
    public void Losses_WithRowWeights_HaveTheGradientsOfCentralDifferences()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor weights = scope.From([0.5f, 0, 2, 1], [4]), classes = scope.From([2, 0, 1, 1], [4]), targets = scope.From([1f, 0, 0.25f, 1], [4]);
        CheckAgainstDifferences(new CrossEntropy(), [Sample.Parameter("logits", 1, [4, 3])], classes, weights);
        CheckAgainstDifferences(new BinaryCrossEntropyWithLogits(), [Sample.Parameter("logits", 2, [4, 1])], targets, weights);
        CheckAgainstDifferences(new MeanSquaredError(), [Sample.Parameter("predictions", 3, [4])], targets, weights);
        CheckAgainstDifferences(new MeanSquaredError(), [Sample.Parameter("predictions", 4, [4, 20])], Sample.Tensor(scope, 5, [4, 20]), weights);
    }

    [TestMethod]
    public void Losses_WithRowsOfWeightZero_AreThoseWithoutTheRows()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        float[] logits = Sample.Values(1, 12);
        float[] withBadRow = [.. logits];
        withBadRow.AsSpan(3, 3).Fill(float.NaN);
        Tensor weights = scope.From([1f, 0, 1, 1], [4]);

        Tensor all = context.Run(new CrossEntropy(), scope.From(withBadRow, [4, 3]), scope.From([0, -1, 2, 1], [4]), weights);
        float[] kept = [.. logits[..3], .. logits[6..]];
        Tensor without = context.Run(new CrossEntropy(), scope.From(kept, [3, 3]), scope.From([0, 2, 1], [3]));
        Assert.AreEqual(without.ToScalar(), all.ToScalar(), 1e-6f);

        foreach (Operation loss in new Operation[] { new MeanSquaredError(), new BinaryCrossEntropyWithLogits() })
        {
            all = context.Run(loss, scope.From(withBadRow, [4, 3]), scope.From(new float[12], [4, 3]), weights);
            without = context.Run(loss, scope.From(kept, [3, 3]), scope.From(new float[9], [3, 3]));
            Assert.AreEqual(without.ToScalar(), all.ToScalar(), 1e-6f);
        }
    }

    [TestMethod]
    public void CrossEntropy_WithAllWeightsZero_IsZeroAndSoIsItsGradient()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Parameter logits = Sample.Parameter("logits", 1, [2, 3]);
        Tensor loss = new ForwardContext(scope, tape).Run(new CrossEntropy(), logits.Tensor, scope.From([0, 1], [2]), scope.From([0f, 0], [2]));
        tape.Backward(loss, scope);
        Assert.AreEqual(0f, loss.ToScalar());
        CollectionAssert.AreEqual(new float[6], logits.Gradient.ToArray());
    }

    [TestMethod]
    public void CrossEntropy_WithAnUpstreamThatIsNotFinite_PassesOverRowsOfWeightZero()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Parameter logits = Sample.Parameter("logits", 1, [2, 3]);
        Tensor loss = new ForwardContext(scope, tape).Run(new CrossEntropy(), logits.Tensor, scope.From([0, -1], [2]), scope.From([1f, 0], [2]));
        tape.Backward(loss, scope, scope.From([float.NaN], [1]));
        CollectionAssert.AreEqual(new float[3], logits.Gradient.ToArray()[3..]);
    }

    [TestMethod]
    public void Losses_LetNoGradientFlowToTargetsAndWeights()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        Parameter x = Sample.Parameter("x", 1, [3]), target = Sample.Parameter("target", 2, [3]), weights = Sample.Parameter("weights", 3, [3]);
        foreach (Operation loss in new Operation[] { new MeanSquaredError(), new BinaryCrossEntropyWithLogits() })
        {
            Tensor prediction = context.Run(new Activate { Activation = Activation.Tanh }, x.Tensor);
            Tensor computedTarget = context.Run(new Activate { Activation = Activation.Sigmoid }, target.Tensor);
            tape.Backward(context.Run(loss, prediction, computedTarget, weights.Tensor), scope);
            Assert.IsTrue(x.HasGradient);
            Assert.IsFalse(target.HasGradient);
            Assert.IsFalse(weights.HasGradient);
            Assert.IsNull(tape.Gradient(computedTarget));

            // Nothing that could learn: the loss does not ask for a backward run.
            Assert.IsFalse(context.Run(loss, scope.Zeros([3]), computedTarget, weights.Tensor).RequiresGradient);
        }

        Tensor logits = context.Run(new Linear { HasBias = false }, scope.Zeros([3, 2]), Sample.Parameter("weight", 4, [4, 2]).Tensor);
        tape.Backward(context.Run(new CrossEntropy(), logits, scope.From([0, 1, 2], [3]), weights.Tensor), scope);
        Assert.IsFalse(weights.HasGradient);
    }

    [TestMethod]
    public void Loss_OfNotANumber_IsNotANumber()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var context = new ForwardContext(scope);
        var values = new float[6];
        values[4] = float.NaN;
        Tensor x = scope.From(values, [2, 3]);
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Assert.IsTrue(float.IsNaN(context.Run(new Activate { Activation = activation }, x).ToArray()[4]), activation.ToString());
        }

        Assert.IsTrue(float.IsNaN(context.Run(new CrossEntropy(), x, scope.From([0, 1], [2])).ToScalar()));
        Assert.IsTrue(float.IsNaN(context.Run(new MeanSquaredError(), x, scope.Zeros([2, 3])).ToScalar()));
        Assert.IsTrue(float.IsNaN(context.Run(new BinaryCrossEntropyWithLogits(), x, scope.Zeros([2, 3])).ToScalar()));
    }

    [TestMethod]
    public void Backward_OfATensorUsedTwice_AddsBothWays()
    {
        // y = x^2 + x, so dy = 2 x + 1; x * x has the same tensor as both inputs.
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        Tensor x = scope.Detach(scope.From([3f, -2f], [2]), requiresGradient: true);
        Tensor y = context.Run(new Add(), context.Run(new Multiply(), x, x), x);
        tape.Backward(y, scope, scope.From([1f, 10f], [2]));
        CollectionAssert.AreEqual(new[] { 7f, -30f }, tape.Gradient(x)!.Value.ToArray());

        // A parameter too.
        var p = new Parameter("p", [1, 1]);
        p.Values[0] = 5;
        tape.Clear();
        tape.Backward(context.Run(new MatrixProduct(), p.Tensor, p.Tensor), scope);
        Assert.AreEqual(10f, p.Gradient.ToScalar());
    }

    [TestMethod]
    public void Backward_Again_AddsToParametersAndRenewsOtherGradients()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var weight = new Parameter("weight", [1, 1]);
        weight.Values[0] = 2;
        Tensor x = scope.Detach(scope.From([3f], [1, 1]), requiresGradient: true);
        Tensor y = new ForwardContext(scope, tape).Run(new Linear { HasBias = false }, x, weight.Tensor);

        Assert.IsFalse(weight.HasGradient);
        Assert.IsNull(tape.Gradient(weight.Tensor));
        tape.Backward(y, scope);
        Assert.AreEqual(3f, weight.Gradient.ToScalar());
        tape.Backward(y, scope);
        Assert.AreEqual(6f, weight.Gradient.ToScalar());
        Assert.AreEqual(2f, tape.Gradient(x)!.Value.ToScalar());
        weight.ClearGradient();
        Assert.IsFalse(weight.HasGradient);
        tape.Backward(y, scope, scope.From([10f], [1, 1]));
        Assert.AreEqual(30f, weight.Gradient.ToScalar());
    }

    [TestMethod]
    public void Backward_WithAFrozenParameter_LeavesItAlone()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Parameter first = Sample.Parameter("first", 1, [4, 3]), second = Sample.Parameter("second", 2, [2, 4]);
        first.RequiresGradient = false;
        var context = new ForwardContext(scope, tape);
        Tensor hidden = context.Run(new Linear { HasBias = false, Activation = Activation.Gelu }, Sample.Tensor(scope, 3, [5, 3]), first.Tensor);
        Tensor output = context.Run(new Linear { HasBias = false }, hidden, second.Tensor);
        Tensor loss = context.Run(new MeanSquaredError(), output, scope.Zeros([5, 2]));
        Assert.IsFalse(hidden.RequiresGradient);

        // What needs no gradient saves nothing for one.
        Assert.AreEqual(0, tape.Records[0].Saved.Length);
        tape.Backward(loss, scope);
        Assert.IsFalse(first.HasGradient);
        Assert.IsTrue(second.HasGradient);
        Assert.IsNull(tape.Gradient(hidden));

        float[] before = first.Values.ToArray();
        CpuDevice.Default.Update(new SgdUpdate(), 0.1f, 1, [first, second], []);
        CollectionAssert.AreEqual(before, first.Values.ToArray());
    }

    [TestMethod]
    public void Backward_PastDetach_StopsThere()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        Parameter first = Sample.Parameter("first", 1, [1, 1]), second = Sample.Parameter("second", 2, [1, 1]);
        Tensor hidden = context.Run(new Linear { HasBias = false }, scope.From([1f], [1, 1]), first.Tensor);
        tape.Backward(context.Run(new Linear { HasBias = false }, scope.Detach(hidden), second.Tensor), scope);
        Assert.IsFalse(first.HasGradient);
        Assert.AreEqual(first.Values[0], second.Gradient.ToScalar());
    }

    [TestMethod]
    public void Backward_FromWhatCannotBe_SaysWhy()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor x = scope.Detach(scope.Zeros([2, 3]), requiresGradient: true);
        Tensor y = new ForwardContext(scope, tape).Run(new Activate(), x);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tape.Backward(x, scope)).Message, "not computed on this tape");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tape.Backward(y, scope)).Message, "[2, 3]");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => tape.Backward(y, scope, scope.Zeros([3]))).Message, "[3]");
    }

    [TestMethod]
    public void Dropout_DropsItsShareScalesTheRestAndSendsTheGradientTheSameWay()
    {
        const int Count = 40_003;
        const float Rate = 0.3f;
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape, training: true, new Philox(9));
        var ones = new float[Count];
        Array.Fill(ones, 1);
        Tensor x = scope.Detach(scope.From(ones, [Count]), requiresGradient: true);
        Tensor key = context.NextRandomKey();
        Tensor y = context.Run(new Dropout { Rate = Rate }, x, key);
        tape.Backward(y, scope, scope.From(ones, [Count]));

        float[] output = y.ToArray();
        int dropped = output.Count(value => value == 0);
        Assert.AreEqual(Rate, dropped / (double)Count, 4 * Math.Sqrt(Rate * (1 - Rate) / Count));
        Assert.IsTrue(output.All(value => value == 0 || Math.Abs(value - 1 / (1 - Rate)) < 1e-6));
        CollectionAssert.AreEqual(output, tape.Gradient(x)!.Value.ToArray());

        // Element i takes word i % 4 of the key's block i / 4, in the kernel's vectors and past them.
        uint[] k = Array.ConvertAll(key.ToInt32Array(), word => (uint)word), words = new uint[4];
        for (int i = 0; i < Count; i++)
        {
            Philox.Block((uint)(i / 4), 0, k[2], k[3], k[0], k[1], words);
            Assert.AreEqual(words[i % 4] < (double)Rate * (1L << 32), output[i] == 0);
        }

        CollectionAssert.AreEqual(output, context.Run(new Dropout { Rate = Rate }, x, key).ToArray());
        CollectionAssert.AreNotEqual(output, context.Run(new Dropout { Rate = Rate }, x, context.NextRandomKey()).ToArray());
        CollectionAssert.AreEqual(ones, context.Run(new Dropout { Rate = 0 }, x, key).ToArray());
        CollectionAssert.AreEqual(new float[Count], context.Run(new Dropout { Rate = 1 }, x, key).ToArray());
    }

    private static void CheckAgainstDifferences(Operation operation, Parameter[] parameters, params Tensor[] others)
    {
        const float Step = 1e-2f;
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor[] inputs = [.. parameters.Select(p => p.Tensor), .. others];
        Tensor output = new ForwardContext(scope, tape).Run(operation, inputs);
        float[] upstream = Sample.Values(99, output.Shape.Length);
        foreach (Parameter parameter in parameters)
        {
            parameter.ClearGradient();
        }

        tape.Backward(output, scope, scope.From(upstream, output.Shape));

        // Twice, so that adding to a gradient is checked too.
        tape.Backward(output, scope, scope.From(upstream, output.Shape));
        double Objective()
        {
            using var inner = new TensorScope(CpuDevice.Default);
            float[] values = new ForwardContext(inner).Run(operation, inputs).ToArray();
            return values.Zip(upstream, (v, u) => (double)v * u).Sum();
        }

        bool hasKinks = operation is
            Linear { Activation: Activation.Relu or Activation.LeakyRelu or Activation.Selu or Activation.Elu or Activation.HardSwish } or
            Activate { Activation: Activation.Relu or Activation.LeakyRelu or Activation.Selu or Activation.Elu or Activation.HardSwish };
        foreach (Parameter parameter in parameters)
        {
            float[] gradient = parameter.Gradient.ToArray();
            for (int i = 0; i < gradient.Length; i++)
            {
                float value = parameter.Values[i];
                parameter.Values[i] = value + Step;
                double above = Objective();
                parameter.Values[i] = value - Step;
                double below = Objective();
                parameter.Values[i] = value;

                // Rounding gives about 1e-4, curvature Step^2.
                double here = Objective(), left = (here - below) / Step, right = (above - here) / Step;
                if (hasKinks)
                {
                    // A kink on one side shows in that side's slope alone.
                    Assert.IsTrue(
                        gradient[i] >= 2 * Math.Min(left, right) - 4e-2 && gradient[i] <= 2 * Math.Max(left, right) + 4e-2,
                        $"{operation}: {parameter.Name}[{i}] is {gradient[i]}; expected twice {left} to {right}");
                }
                else
                {
                    Assert.AreEqual(left + right, gradient[i], 4e-3, $"{operation}: {parameter.Name}[{i}]");
                }
            }
        }
    }
}

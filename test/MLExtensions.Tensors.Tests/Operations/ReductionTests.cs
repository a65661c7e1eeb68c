using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Sums, means, extrema and variances over axes. Figures of gradients are torch 1.13's.</summary>
[TestClass]
public class ReductionTests
{
    [TestMethod]
    public void Axes_AreDroppedOrKept()
    {
        foreach (AxesReduction reduction in new AxesReduction[] { new Sum(), new Mean(), new Max(), new Min(), new Variance() })
        {
            Assert.AreEqual([], Infer(reduction, [2, 3, 4]));
            Assert.AreEqual([1, 1, 1], Infer(reduction with { KeepAxes = true }, [2, 3, 4]));
            Assert.AreEqual([2, 4], Infer(reduction with { Axes = [1] }, [2, 3, 4]));
            Assert.AreEqual([3], Infer(reduction with { Axes = [-1, 0] }, [2, 3, 4]));
            Assert.AreEqual([1, 3, 1], Infer(reduction with { Axes = [0, 2], KeepAxes = true }, [2, 3, 4]));
        }
    }

    [TestMethod]
    public void Axes_ThatAreNotThere_AreNamed()
    {
        StringAssert.Contains(Message(new Sum { Axes = [2] }, [2, 3]), "Sum: the shape [2, 3] has no axis 2; expected -2 to 1");
        StringAssert.Contains(Message(new Mean { Axes = [0, -2] }, [2, 3]), "name axis -2 of x [2, 3] more than once");
        StringAssert.Contains(Message(new Max { Axes = [1] }, [2, 0]), "axis 1 of x [2, 0] has no elements");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Variance { Correction = -1 });
    }

    [TestMethod]
    public void Sums_OverEveryChoiceOfAxes_AreThoseOfPlainLoops()
    {
        int[] lengths = [3, 2, 5, 4];
        float[] x = Sample.Values(3, 120);
        for (int choice = 1; choice < 16; choice++)
        {
            int[] axes = [.. Enumerable.Range(0, 4).Where(axis => (choice >> axis & 1) == 1)];
            var expected = new Dictionary<int, double>();
            for (int i = 0; i < x.Length; i++)
            {
                int[] position = [i / 40, i / 20 % 2, i / 4 % 5, i % 4];
                int key = Enumerable.Range(0, 4).Where(axis => !axes.Contains(axis)).Aggregate(0, (key, axis) => key * lengths[axis] + position[axis]);
                expected[key] = expected.GetValueOrDefault(key) + x[i];
            }

            float[] got = Run(new Sum { Axes = AxisList.Create(axes) }, x, [3, 2, 5, 4]);
            Assert.HasCount(expected.Count, got);
            for (int i = 0; i < got.Length; i++)
            {
                Assert.AreEqual(expected[i], got[i], 1e-5, $"axes {string.Join(", ", axes)} at {i}");
            }
        }
    }

    [TestMethod]
    public void LongSums_KeepSmallTerms_AlongEveryAxis()
    {
        // 10,000,000 and a million times 0.5 is 10,500,000: added up one by one in float32 the halves would be lost.
        const int Count = 1_000_001;
        var x = new float[2 * Count];
        x.AsSpan().Fill(0.5f);
        x[0] = x[1] = x[Count] = 1e7f;
        Assert.AreEqual(10_500_000f, Run(new Sum { Axes = [0] }, x[Count..], [Count])[0]);
        Assert.AreEqual((float)(10_500_000.0 / Count), Run(new Mean { Axes = [0] }, x[Count..], [Count])[0]);
        CollectionAssert.AreEqual(new[] { 20_499_999.5f, 10_500_000f }, Run(new Sum { Axes = [1] }, x, [2, Count]));
        CollectionAssert.AreEqual(new[] { 20_499_999.5f, 10_500_000f }, Run(new Sum { Axes = [0] }, Interleave(x, Count), [Count, 2]));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void SoftmaxOfAMillion_SumsToOne(int axis)
    {
        // 1 and a million times 0.1 (the float next to it): added up one by one in float32, the tenths are 100,958.
        const int Count = 1_000_001;
        float[] x = new float[Count];
        x.AsSpan(1).Fill(MathF.Log(0.1f));
        double sum = 1 + (Count - 1) * Math.Exp(x[1]);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        Shape shape = axis == 0 ? [Count, 1] : [1, Count];
        Tensor input = scope.Detach(scope.From(x, shape), requiresGradient: true);
        Tensor y = context.Run(new Softmax { Axis = axis }, input);
        Assert.AreEqual(1 / sum, y.ToArray()[0], 5e-6 / sum);
        Assert.AreEqual(-Math.Log(sum), context.Run(new LogSoftmax { Axis = axis }, input).ToArray()[0], 5e-6 * Math.Log(sum));

        // With an upstream gradient of 1 everywhere dx = y (1 - sum of y): what is left is the sum's error.
        var ones = new float[Count];
        ones.AsSpan().Fill(1);
        tape.Backward(y, scope, scope.From(ones, shape));
        Assert.AreEqual(0, tape.Gradient(input)!.Value.ToArray()[0], 5e-6 / sum);
        if (axis == 1)
        {
            Assert.AreEqual(Math.Log(sum), context.Run(new CrossEntropy(), input, scope.From([0], [1])).ToScalar(), 5e-6 * Math.Log(sum));
        }
    }

    [TestMethod]
    public void BiasGradient_OfMillionsOfRows_LosesNoneOfThem()
    {
        // In blocks of 128 rows, all of them added up one by one, it would be 2e-4 off.
        const int Rows = 4_000_000;
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var bias = new Parameter("bias", [1]);
        Tensor y = new ForwardContext(scope, tape).Run(new Linear(), scope.Allocate([Rows, 1]), scope.Zeros([1, 1]), bias.Tensor);
        var upstream = new float[Rows];
        upstream.AsSpan().Fill(0.1f);
        tape.Backward(y, scope, scope.From(upstream, y.Shape));
        Assert.AreEqual(0.1 * Rows, bias.Gradient.ToScalar(), 1e-5 * Rows * 0.1);
    }

    [TestMethod]
    public void Variance_OfNumbersFarFromZero_IsThatOfTheirDistances()
    {
        // 1,000,000 + 0, 1, 2, ..., 999: variance (n^2 - 1) / 12 without and n (n + 1) / 12 with the correction.
        float[] x = [.. Enumerable.Range(0, 1000).Select(i => 1_000_000f + i)];
        Assert.AreEqual((1000.0 * 1000 - 1) / 12, Run(new Variance { Correction = 0 }, x, [1000])[0], 0.01);
        Assert.AreEqual(1000.0 * 1001 / 12, Run(new Variance(), x, [1000])[0], 0.01);
        Assert.AreEqual(float.NaN, Run(new Variance(), [3], [1])[0]);
    }

    [TestMethod]
    public void Variance_HasPyTorchsGradient()
    {
        (float[] value, float[] gradient) = Differentiate(new Variance(), [1, 2, 4, 8], [4]);
        Assert.AreEqual(9.58333302f, value[0], 1e-6);
        float[] expected = [-1.83333337f, -1.16666675f, 0.166666672f, 2.83333349f];
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(expected[i], gradient[i], 1e-6);
        }
    }

    [TestMethod]
    public void Max_AlongOneAxis_GivesItsGradientToTheFirst_AlongSeveralToAll()
    {
        float[] x = [1, 3, 3, 2, 2, 0];
        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 1, 0, 0 }, Differentiate(new Max { Axes = [1] }, x, [2, 3]).Gradient);
        CollectionAssert.AreEqual(new[] { 0f, 0.5f, 0.5f, 0, 0, 0 }, Differentiate(new Max { Axes = [0, 1] }, x, [2, 3]).Gradient);
        CollectionAssert.AreEqual(new[] { 0f, 0.5f, 0.5f, 0, 0, 0 }, Differentiate(new Max(), x, [2, 3]).Gradient);
        CollectionAssert.AreEqual(new[] { 1f, 0, 0, 0, 1, 1 }, Differentiate(new Min { Axes = [0] }, x, [2, 3]).Gradient);
    }

    [TestMethod]
    public void Extrema_OfWhatIsNotANumber_AreNot()
    {
        float[] x = [1, float.NaN, 3, 4, 5, 6];
        CollectionAssert.AreEqual(new[] { float.NaN, 6f }, Run(new Max { Axes = [1] }, x, [2, 3]));
        CollectionAssert.AreEqual(new[] { 1f, float.NaN, 3f }, Run(new Min { Axes = [0] }, x, [2, 3]));
        CollectionAssert.AreEqual(new[] { 0f, 1, 0, 0, 0, 1 }, Differentiate(new Max { Axes = [1] }, x, [2, 3]).Gradient);
    }

    [TestMethod]
    public void Reductions_OverNothing_HaveTheirNeutralElement()
    {
        CollectionAssert.AreEqual(new float[3], Run(new Sum { Axes = [0] }, [], [0, 3]));
        CollectionAssert.AreEqual(new float[3], Run(new Sum { Axes = [1] }, [], [3, 0]));
        CollectionAssert.AreEqual(new[] { float.NaN, float.NaN, float.NaN }, Run(new Mean { Axes = [0] }, [], [0, 3]));
        Assert.IsEmpty(Run(new Max { Axes = [1] }, [], [0, 3]));
    }

    private static float[] Interleave(float[] x, int count) => [.. Enumerable.Range(0, 2 * count).Select(i => x[i % 2 * count + i / 2])];

    private static float[] Run(Operation operation, float[] x, Shape shape)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return new ForwardContext(scope).Run(operation, scope.From(x, shape)).ToArray();
    }

    private static (float[] Value, float[] Gradient) Differentiate(Operation operation, float[] x, Shape shape)
    {
        var parameter = new Parameter("x", shape);
        x.CopyTo(parameter.Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = new ForwardContext(scope, tape).Run(operation, parameter.Tensor);
        tape.Backward(y, scope, scope.From([.. Enumerable.Repeat(1f, (int)y.Shape.Length)], y.Shape));
        return (y.ToArray(), parameter.Gradient.ToArray());
    }

    private static Shape Infer(Operation operation, Shape x)
    {
        var output = new Shape[1];
        operation.InferShapes([x], output);
        return output[0];
    }

    private static string Message(Operation operation, Shape x) => Assert.ThrowsExactly<ArgumentException>(() => Infer(operation, x)).Message;
}

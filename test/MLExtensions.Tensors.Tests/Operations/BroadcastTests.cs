using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Arithmetic over shapes that differ, and functions of one element. Figures are torch 1.13's.</summary>
[TestClass]
public class BroadcastTests
{
    [TestMethod]
    public void Arithmetic_RepeatsTheShorter_AsPyTorch()
    {
        float[] a = [1, 2], b = [10, 20, 30, 40, 50, 60];
        Check(new Add(), [11, 21, 31, 42, 52, 62]);
        Check(new Subtract(), [-9, -19, -29, -38, -48, -58]);
        Check(new Multiply(), [10, 20, 30, 80, 100, 120]);
        Check(new Divide(), [0.1f, 0.05f, 0.0333333351f, 0.05f, 0.04f, 0.0333333351f]);
        Check(new Maximum(), [10, 20, 30, 40, 50, 60]);
        Check(new Minimum(), [1, 1, 1, 2, 2, 2]);

        void Check(Operation operation, float[] expected)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            Tensor y = new ForwardContext(scope).Run(operation, scope.From(a, [1, 2, 1]), scope.From(b, [2, 3]));
            Assert.AreEqual([1, 2, 3], y.Shape);
            Near(expected, y.ToArray());
        }
    }

    [TestMethod]
    public void Shapes_AreCombinedFromTheLastAxisOn()
    {
        foreach ((Shape a, Shape b, Shape expected) in new (Shape, Shape, Shape)[]
            { ([3, 1, 5], [7, 1], [3, 7, 5]), ([], [2], [2]), ([4], [3, 4], [3, 4]), ([1], [0], [0]), ([0, 3], [1, 3], [0, 3]), ([5, 1, 1], [1, 4, 1], [5, 4, 1]) })
        {
            var output = new Shape[1];
            new Add().InferShapes([a, b], output);
            Assert.AreEqual(expected, output[0]);
            new Add().InferShapes([b, a], output);
            Assert.AreEqual(expected, output[0]);
        }
    }

    [TestMethod]
    public void Shapes_ThatDoNotFit_AreNamed()
    {
        foreach (Operation operation in new Operation[] { new Add(), new Subtract(), new Multiply(), new Divide(), new Maximum(), new Minimum() })
        {
            string message = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes([[2, 3], [2]], new Shape[1])).Message;
            StringAssert.StartsWith(message, operation.GetType().Name);
            StringAssert.Contains(message, "[2, 3] and [2] do not fit");
        }

        string where = Assert.ThrowsExactly<ArgumentException>(() => new Where().InferShapes([[4], [2, 3], [3]], new Shape[1])).Message;
        StringAssert.Contains(where, "[4] and [2, 3]");
        string stacks = Assert.ThrowsExactly<ArgumentException>(() => new MatrixProduct().InferShapes([[2, 3, 4], [5, 4, 6]], new Shape[1])).Message;
        StringAssert.Contains(stacks, "[2, 3, 4] and [5, 4, 6]");
    }

    [TestMethod]
    public void Gradient_OfWhatIsRepeated_IsTheSumOverTheRepetitions()
    {
        // a = [[1], [2]], b = [10, 20, 40], upstream [[1, 2, 3], [4, 5, 6]]; y = a / b
        Parameter a = Filled("a", [2, 1], 1, 2), b = Filled("b", [3], 10, 20, 40);
        Backward(context => context.Divide(a.Tensor, b.Tensor), [1, 2, 3, 4, 5, 6]);
        Near([0.275f, 0.8f], a.Gradient.ToArray());
        Near([-0.09f, -0.03f, -0.009375f], b.Gradient.ToArray());
    }

    [TestMethod]
    public void Gradient_OfALongRepetition_KeepsSmallTerms()
    {
        // 10,000,000 and a million times 0.5 is 10,500,000: added up one by one in float32 the halves would be lost.
        const int Count = 1_000_001;
        Parameter bias = Filled("bias", [1], 0);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var upstream = new float[Count];
        upstream.AsSpan().Fill(0.5f);
        upstream[0] = 1e7f;
        Tensor y = new ForwardContext(scope, tape).Add(scope.Zeros([Count]), bias.Tensor);
        tape.Backward(y, scope, scope.From(upstream, [Count]));
        Assert.AreEqual(10_500_000f, bias.Gradient.ToScalar());
    }

    [TestMethod]
    public void Add_WithAnActivation_IsTheActivationOfTheSum_AndSoIsItsGradient()
    {
        // PyTorch's silu of 2.5, 0.5, 2 (2 for a tensor that is added to itself).
        Parameter a = Filled("a", [2], 1, -1), b = Filled("b", [2], 1.5f, 1.5f), twice = Filled("twice", [1], 1);
        var add = new Add { Activation = Activation.Silu };
        using var scope = new TensorScope(CpuDevice.Default);
        Near([2.31035447f, 0.311229661f], new ForwardContext(scope).Run(add, a.Tensor, b.Tensor).ToArray());
        Backward(context => context.Run(add, a.Tensor, b.Tensor), [1, 10]);
        Near([1.09940112f, 7.39961207f], a.Gradient.ToArray());
        Near([1.09940112f, 7.39961207f], b.Gradient.ToArray());
        Backward(context => context.Run(add, twice.Tensor, twice.Tensor), [1]);
        Near([2.18156862f], twice.Gradient.ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Add { Activation = (Activation)99 });
    }

    [TestMethod]
    public void OneTensorTwice_GetsBothGradients()
    {
        Parameter x = Filled("x", [3], 1, 2, 3);
        Backward(context => context.Multiply(x.Tensor, x.Tensor), [1, 1, 1]);
        Near([2, 4, 6], x.Gradient.ToArray());
    }

    [TestMethod]
    public void Gradient_AtEqualNumbers_IsHalvedBetweenThem()
    {
        Parameter a = Filled("a", [3], 1, 2, 3), b = Filled("b", [], 2);
        Backward(context => context.Run(new Maximum(), a.Tensor, b.Tensor), [1, 1, 1]);
        Near([0, 0.5f, 1], a.Gradient.ToArray());
        Near([1.5f], b.Gradient.ToArray());
    }

    [TestMethod]
    public void Where_WithWhatIsNotTakenNotANumber_DoesNotTouchIt()
    {
        Parameter a = Filled("a", [3], 1, float.NaN, 3), b = Filled("b", [3], float.PositiveInfinity, 5, 6);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = new ForwardContext(scope, tape).Where(scope.From([1, 0, -7], [3]), a.Tensor, b.Tensor);
        CollectionAssert.AreEqual(new[] { 1f, 5, 3 }, y.ToArray());
        tape.Backward(y, scope, scope.From([1f, 2, 3], [3]));
        CollectionAssert.AreEqual(new[] { 1f, 0, 3 }, a.Gradient.ToArray());
        CollectionAssert.AreEqual(new[] { 0f, 2, 0 }, b.Gradient.ToArray());
    }

    [TestMethod]
    public void Functions_AreThoseOfTheirNames()
    {
        float[] any = [0.3f, -1.2f, 2.5f], positive = [0.25f, 1.5f, 9];
        Near([1.34985876f, 0.301194191f, 12.1824942f], Apply(new Unary { Function = UnaryFunction.Exp }, any));
        Near([0.295520216f, -0.932039082f, 0.598472118f], Apply(new Unary { Function = UnaryFunction.Sin }, any));
        Near([0.955336511f, 0.362357706f, -0.801143587f], Apply(new Unary { Function = UnaryFunction.Cos }, any));
        Near([0.09f, 1.44f, 6.25f], Apply(new Unary { Function = UnaryFunction.Square }, any));
        Near([3.33333325f, -0.833333313f, 0.4f], Apply(new Unary { Function = UnaryFunction.Reciprocal }, any));
        Near([-0.3f, 1.2f, -2.5f], Apply(new Unary { Function = UnaryFunction.Negate }, any));
        Near([0.3f, 1.2f, 2.5f], Apply(new Unary { Function = UnaryFunction.Absolute }, any));
        Near([-1.38629436f, 0.405465096f, 2.19722462f], Apply(new Unary { Function = UnaryFunction.Log }, positive));
        Near([0.5f, 1.22474492f, 3], Apply(new Unary { Function = UnaryFunction.Sqrt }, positive));
        Near([0.125f, 1.83711731f, 27], Apply(new Power { Exponent = 1.5f }, positive));
        Near([0.5f, -1, 1], Apply(new Clamp { Minimum = -1, Maximum = 1 }, [0.5f, -3, 7]));
    }

    [TestMethod]
    public void Gradients_AtTheEdges_AreThoseOfPyTorch()
    {
        // clamp(0, 1) at -1, 0, 0.5, 1, 2; abs at -2, 0, 3; x^0 at 0 and 4; hardswish at -3 and 3.
        CollectionAssert.AreEqual(new[] { 0f, 1, 1, 1, 0 }, Slope(new Clamp { Minimum = 0, Maximum = 1 }, -1, 0, 0.5f, 1, 2));
        CollectionAssert.AreEqual(new[] { -1f, 0, 1 }, Slope(new Unary { Function = UnaryFunction.Absolute }, -2, 0, 3));
        CollectionAssert.AreEqual(new[] { 0f, 0 }, Slope(new Power { Exponent = 0 }, 0, 4));
        CollectionAssert.AreEqual(new[] { -0.5f, 1 }, Slope(new Activate { Activation = Activation.HardSwish }, -3, 3));
    }

    [TestMethod]
    public void Attributes_OutOfRange_AreRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Unary { Function = (UnaryFunction)99 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Clamp { Minimum = float.NaN });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Activate { Beta = 0 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Activate { Scale = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Activate { Threshold = float.NaN });
        string message = Assert.ThrowsExactly<ArgumentException>(() => new Clamp { Minimum = 2, Maximum = 1 }.InferShapes([[1]], new Shape[1])).Message;
        StringAssert.Contains(message, "Minimum 2 is above Maximum 1");
    }

    private static float[] Apply(Operation operation, params float[] x)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return new ForwardContext(scope).Run(operation, scope.From(x, [x.Length])).ToArray();
    }

    private static float[] Slope(Operation operation, params float[] x)
    {
        Parameter parameter = Filled("x", [x.Length], x);
        Backward(context => context.Run(operation, parameter.Tensor), [.. x.Select(_ => 1f)]);
        return parameter.Gradient.ToArray();
    }

    private static void Backward(Func<ForwardContext, Tensor> run, float[] upstream)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor y = run(new ForwardContext(scope, tape));
        tape.Backward(y, scope, scope.From(upstream, y.Shape));
    }

    private static Parameter Filled(string name, Shape shape, params float[] values)
    {
        var parameter = new Parameter(name, shape);
        values.CopyTo(parameter.Values);
        return parameter;
    }

    private static void Near(float[] expected, float[] got)
    {
        Assert.HasCount(expected.Length, got);
        for (int i = 0; i < got.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], 1e-6 * Math.Max(1, Math.Abs(expected[i])), $"at {i}");
        }
    }
}

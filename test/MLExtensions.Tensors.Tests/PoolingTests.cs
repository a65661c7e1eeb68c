using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Pooling and upsampling against figures of PyTorch 1.13.</summary>
[TestClass]
public class PoolingTests
{
    private const float NaN = float.NaN;
    private const float Least = float.NegativeInfinity;

    // torch.arange(1., 26).view(1, 1, 5, 5)
    private static readonly float[] s_square = [.. Enumerable.Range(1, 25).Select(i => (float)i)];

    [TestMethod]
    public void MaxPooling_OfPairs_TakesTheFirstOfEqualOnesAndWhatIsNoNumber()
    {
        var x = new Parameter("x", [1, 1, 3, 7]);
        new[] { 1, 1, 2, 3, float.NaN, 9, 5, 1, 1, 4, 4, 9, 9, 5, 5, 5, 5, 5, 5, 5, 5 }.CopyTo(x.Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();

        Tensor y = new ForwardContext(scope, tape).Run(new MaxPooling2D { Kernel = 2 }, x.Tensor);
        tape.Backward(y, scope, scope.From([1f, 2f, 3f], [1, 1, 1, 3]));

        CollectionAssert.AreEqual(new[] { 1, 4, float.NaN }, y.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, x.Gradient.ToArray());
    }

    [TestMethod]
    public void MaxPooling_OfEqualOnesAndOfNoNumbers_PicksThoseThatPyTorchPicks()
    {
        // F.max_pool2d(x, 2), backward with 1..6: the first of equal ones, and the last that is not a number.
        var x = new Parameter("x", [1, 1, 4, 6]);
        new[] { 1, 3, 3, NaN, 2, NaN, 3, 0, NaN, 1, 5, 5, Least, Least, 2, 2, 5, 1, Least, Least, 2, 2, 0, 5 }.CopyTo(x.Values);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();

        Tensor y = new ForwardContext(scope, tape).Run(new MaxPooling2D { Kernel = 2 }, x.Tensor);
        tape.Backward(y, scope, scope.From([1f, 2, 3, 4, 5, 6], y.Shape));

        CollectionAssert.AreEqual(new[] { 3, NaN, NaN, Least, 2, 5 }, y.ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 0, 3, 0, 0, 2, 0, 0, 0, 4, 0, 5, 0, 6, 0, 0, 0, 0, 0, 0, 0 }, x.Gradient.ToArray());
    }

    [TestMethod]
    public void MaxPooling_WithPadding_NeverPicksIt()
    {
        var x = new Parameter("x", [1, 1, 3, 3]);
        x.Values.Fill(-7);
        CollectionAssert.AreEqual(new float[] { -7, -7, -7, -7 }, Run(new MaxPooling2D { Kernel = 3, Stride = 2, Padding = 1 }, x.Values, x.Shape).Values);
    }

    [TestMethod]
    public void MaxPooling_WithTheLargestDilation_StaysInside()
    {
        float[] x = [1, 2, 3, 4];
        CollectionAssert.AreEqual(x, Run(new MaxPooling2D { Kernel = 1, Dilation = int.MaxValue }, x, [1, 1, 2, 2]).Values);
    }

    [TestMethod]
    [DataRow(5, 2, 3, 0, 2)] // A third window would begin behind the end: (2 - 1) * 3 = 3 is inside, 6 is not.
    [DataRow(6, 2, 3, 1, 3)] // 6 - 1 = 5 is inside.
    [DataRow(3, 1, 5, 0, 1)]
    [DataRow(3, 5, 5, 0, 1)] // Larger than the input, and sticking out.
    public void CeilMode_AddsAWindowOnlyWhereItBeginsInside(int length, int kernel, int stride, int padding, int expected)
    {
        var outputs = new Shape[1];
        new MaxPooling2D { Kernel = kernel, Stride = stride, Padding = Math.Min(padding, kernel / 2), CeilMode = true }.InferShapes([[1, 1, length, length]], outputs);
        Assert.AreEqual<Shape>([1, 1, expected, expected], outputs[0]);
    }

    [TestMethod]
    public void AveragePooling_AtTheBorders_DividesByWhatPyTorchDividesBy()
    {
        CollectionAssert.AreEqual(
            new[] { 4, 6, 7.5f, 14, 16, 17.5f, 21.5f, 23.5f, 25 },
            Run(new AveragePooling2D { Kernel = 2, CeilMode = true }, s_square, [1, 1, 5, 5]).Values);
        CollectionAssert.AreEqual(
            new[] { 4, 5.5f, 7, 11.5f, 13, 14.5f, 19, 20.5f, 22 },
            Run(new AveragePooling2D { Kernel = 3, Stride = 2, Padding = 1, CountIncludePad = false }, s_square, [1, 1, 5, 5]).Values);
        AssertClose([1.777778f, 4.333333f, 11, 19], Run(new AveragePooling2D { Kernel = 3, Padding = 1, CeilMode = true }, s_square, [1, 1, 5, 5]).Values);
        CollectionAssert.AreEqual(new float[] { -65 }, Run(new AveragePooling2D { Kernel = 5, DivisorOverride = -5 }, s_square, [1, 1, 5, 5]).Values);
    }

    [TestMethod]
    public void GlobalAverage_OfAMillionElements_LosesNoneOfThem()
    {
        // Added one by one in float, a million times 0.1 is 100,958.
        float[] tenths = new float[1_000_000];
        tenths.AsSpan().Fill(0.1f);
        Assert.AreEqual(0.1f, Run(new AdaptiveAveragePooling2D(), tenths, [1, 1, 1000, 1000]).Values[0], 1e-6f);
    }

    [TestMethod]
    public void Upsampling_BetweenElements_GivesPyTorchsFigures()
    {
        float[] line = [1, 2, 3, 4, 5];
        var linear = new Upsample2D { Scale = new(1, 1.7), Mode = UpsamplingMode.Bilinear };
        AssertClose([1, 1.382353f, 1.970588f, 2.558824f, 3.147059f, 3.735294f, 4.323529f, 4.911765f], Run(linear, line, [1, 1, 1, 5]).Values);
        CollectionAssert.AreEqual(new float[] { 1, 2, 4 }, Run(new Upsample2D { Scale = new(1, 0.6) }, line, [1, 1, 1, 5]).Values);
        AssertClose(
            [1, 1.571429f, 2.142857f, 2.714286f, 3.285714f, 3.857143f, 4.428572f, 5],
            Run(new Upsample2D { OutputSize = new(1, 8), Mode = UpsamplingMode.Bilinear, AlignCorners = true }, line, [1, 1, 1, 5]).Values);
        AssertClose(
            [0.72092f, 1.052952f, 1.599827f, 1.931858f, 1.894531f, 2.226562f, 2.773438f, 3.105469f, 3.068142f, 3.400173f, 3.947049f, 4.27908f],
            Run(new Upsample2D { OutputSize = new(3, 4), Mode = UpsamplingMode.Bicubic }, [1, 2, 3, 4], [1, 1, 2, 2]).Values);
    }

    [TestMethod]
    public void ShapesThatDoNotFit_AreNamed()
    {
        var outputs = new Shape[1];
        string Message(Operation operation, Shape x) => Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes([x], outputs)).Message;
        Assert.Contains("[2, 3, 4]", Message(new MaxPooling2D { Kernel = 2 }, [2, 3, 4]));
        Assert.Contains("[2, 3, 4, 2]", Message(new MaxPooling2D { Kernel = 3 }, [2, 3, 4, 2]));
        Assert.Contains("half the kernel 3 x 2", Message(new AveragePooling2D { Kernel = new(3, 2), Padding = 2 }, [2, 3, 4, 4]));
        Assert.Contains("[2, 3, 0, 4]", Message(new AdaptiveMaxPooling2D { Output = 2 }, [2, 3, 0, 4]));
        Assert.Contains("Scale or OutputSize", Message(new Upsample2D(), [2, 3, 4, 4]));
        Assert.Contains("AlignCorners", Message(new Upsample2D { Scale = 2, AlignCorners = true }, [2, 3, 4, 4]));
        Assert.Contains("0 x 2", Message(new Upsample2D { Scale = 0.5 }, [2, 3, 1, 4]));
    }

    private static (float[] Values, Shape Shape) Run(Operation operation, ReadOnlySpan<float> x, Shape shape)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor y = new ForwardContext(scope).Run(operation, scope.From(x, shape));
        return (y.ToArray(), y.Shape);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 2e-6f, $"at {i}");
        }
    }
}

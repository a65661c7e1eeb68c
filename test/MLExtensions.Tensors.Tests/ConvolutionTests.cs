using MLExtensions.Tensors.Internals;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Convolutions against figures of PyTorch 1.13 on inputs of small whole numbers, on which every product and sum is exact.</summary>
[TestClass]
[DoNotParallelize]
public class ConvolutionTests
{
    [TestMethod]
    public void Convolution_WithSidesOfTheirOwnStrideDilationAndGroups_GivesPyTorchsFigures()
    {
        // F.conv2d(F.pad(x, (2, 3, 1, 0)), w, b, stride=(2, 3), dilation=(2, 1), groups=2); the gradients are those of sum(y * y).
        Parameter x = Whole([2, 4, 7, 6], 7, 11, 5, 1), weight = Whole([6, 2, 2, 3], 5, 7, 3, 4), bias = new("bias", [6]);
        new float[] { 0.5f, -1, 0, 2, -0.25f, 1 }.CopyTo(bias.Values);
        var operation = new Convolution2D { Stride = new(2, 3), Padding = new(1, 0, 2, 3), Dilation = new(2, 1), Groups = 2 };
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);

        Tensor y = context.Run(operation, x.Tensor, weight.Tensor, bias.Tensor);
        float[] values = y.ToArray();
        tape.Backward(y, scope, scope.From([.. values.Select(value => 2 * value)], y.Shape));

        Assert.AreEqual<Shape>([2, 6, 3, 3], y.Shape);
        CollectionAssert.AreEqual(new float[] { -5, -4.75f, 0.25f, -3, -2.5f, 1.25f, 2.5f, 4.25f, 2.5f }, values[90..99]);
        Assert.AreEqual(55.5, values.Sum(value => (double)value));
        CollectionAssert.AreEqual(new float[] { -3.5f, -41, 1, 94.5f, 2.5f, 57.5f }, bias.Gradient.ToArray());
        CollectionAssert.AreEqual(
            new float[] { -59.5f, -215.5f, 45, -179.5f, 222.5f, -20, -176.5f, 261.5f, 15.5f, 270.5f, -86.5f, 23.5f }, weight.Gradient.ToArray()[60..]);
        CollectionAssert.AreEqual(
            new float[]
            {
                0, 0, 0, 0, 0, 0, 16.75f, -20, 9.625f, 12.125f, -3.375f, -1.75f, 0, 0, 0, 0, 0, 0, 3.5f, -11.25f, 16.75f, 1, -8.5f, 21.375f,
                0, 0, 0, 0, 0, 0, -4.125f, 1.875f, -8.25f, 0.875f, -2, -11.25f, 0, 0, 0, 0, 0, 0,
            },
            x.Gradient.ToArray()[(7 * 42)..]);
    }

    [TestMethod]
    public void TransposedConvolution_WithOutputPaddingAndDilation_GivesPyTorchsFigures()
    {
        // F.conv_transpose2d(x, w, None, stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2, dilation=(1, 2)): rows 0, 1 and 4 of channel 1.
        Parameter x = Whole([1, 2, 3, 4], 7, 11, 5, 1), weight = Whole([2, 1, 3, 2], 5, 7, 3, 4);
        var operation = new TransposedConvolution2D
        {
            Stride = new(2, 3), Padding = new Size2D(1, 0), OutputPadding = new(1, 2), Dilation = new(1, 2), Groups = 2, HasBias = false,
        };
        using var scope = new TensorScope(CpuDevice.Default);

        Tensor y = new ForwardContext(scope).Run(operation, x.Tensor, weight.Tensor);

        Assert.AreEqual<Shape>([1, 2, 6, 14], y.Shape);
        float[] values = y.ToArray();
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, -1, 0, 0, 2.5f, 0, 0, 0.5f, 0, 0, 0, 0 }, values[84..98]);
        CollectionAssert.AreEqual(new float[] { -0.25f, 0, 3.75f, 0, 0, -4.5f, -2.5f, 0, 3.75f, 0.5f, 0, 3.75f, 0, 0 }, values[98..112]);
        CollectionAssert.AreEqual(new float[] { 1.5f, 0, 0, -0.5f, 0, 0, -2.5f, 0, 0, 1, 0, 0, 0, 0 }, values[140..154]);
    }

    [TestMethod]
    public void Convolution_OfAnEmptyBatch_IsEmptyAndItsWeightsGetNoGradient()
    {
        Parameter weight = Whole([4, 3, 3, 3], 5, 7, 3, 4), bias = new("bias", [4]), depthwise = Whole([3, 1, 3, 3], 5, 7, 3, 4);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);

        Tensor hidden = context.Run(new Convolution2D { Padding = 1, Groups = 3, HasBias = false }, scope.Zeros([0, 3, 5, 4]), depthwise.Tensor);
        Tensor y = context.Run(new Convolution2D { Padding = 1 }, hidden, weight.Tensor, bias.Tensor);
        tape.Backward(y, scope, scope.Zeros([0, 4, 5, 4]));

        Assert.AreEqual<Shape>([0, 4, 5, 4], y.Shape);
        foreach (Parameter parameter in new[] { weight, bias, depthwise })
        {
            Assert.IsTrue(parameter.HasGradient && parameter.Gradient.ToArray().All(value => value == 0), parameter.Name);
        }
    }

    [TestMethod]
    public void Convolution_WithInfinityAtThePadding_KeepsItToTheWindowsThatSeeIt()
    {
        var x = new Parameter("x", [1, 1, 1, 4]);
        x.Values[0] = float.PositiveInfinity;
        Parameter weight = new("weight", [4, 1, 1, 2]);
        weight.Values.Fill(1);
        using var scope = new TensorScope(CpuDevice.Default);

        float[] y = new ForwardContext(scope).Run(new Convolution2D { HasBias = false, Padding = new(0, 0, 1, 0) }, x.Tensor, weight.Tensor).ToArray();

        CollectionAssert.AreEqual(new[] { float.PositiveInfinity, float.PositiveInfinity, 0, 0 }, y[..4]);
    }

    [TestMethod]
    [DataRow(new[] { 2, 3, 8 }, new[] { 4, 3, 3, 3 }, 1, "[2, 3, 8]", "[batch, channels, height, width]")]
    [DataRow(new[] { 2, 3, 8, 8 }, new[] { 4, 3, 3 }, 1, "[4, 3, 3]", "[out, in / groups")]
    [DataRow(new[] { 2, 3, 8, 8 }, new[] { 4, 2, 3, 3 }, 1, "[2, 3, 8, 8]", "[4, 2, 3, 3]")]
    [DataRow(new[] { 2, 6, 8, 8 }, new[] { 4, 2, 3, 3 }, 3, "[4, 2, 3, 3]", "3 groups")]
    [DataRow(new[] { 2, 3, 2, 8 }, new[] { 4, 3, 3, 3 }, 1, "[2, 3, 2, 8]", "larger")]
    public void Convolution_OfShapesThatDoNotFit_NamesThem(int[] x, int[] weight, int groups, string first, string second)
    {
        var operation = new Convolution2D { Groups = groups, HasBias = false };
        var outputs = new Shape[1];

        ArgumentException exception = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes([Shape.Create(x), Shape.Create(weight)], outputs));

        Assert.Contains(first, exception.Message);
        Assert.Contains(second, exception.Message);
    }

    [TestMethod]
    public void TransposedConvolution_ThatCutsEverythingOff_NamesShapesAndPadding()
    {
        var operation = new TransposedConvolution2D { Padding = 2, HasBias = false };
        var outputs = new Shape[1];
        ArgumentException tooSmall = Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes([[1, 2, 2, 5], [2, 1, 3, 3]], outputs));
        Assert.Contains("[1, 2, 2, 5]", tooSmall.Message);
        Assert.Contains("2 above", tooSmall.Message);
        ArgumentException tooLarge = Assert.ThrowsExactly<ArgumentException>(
            () => (operation with { Padding = 0, OutputPadding = 1 }).InferShapes([[1, 2, 2, 5], [2, 1, 3, 3]], outputs));
        Assert.Contains("output padding 1 x 1", tooLarge.Message);
    }

    [TestMethod]
    public void Attributes_OutOfRange_NameTheProperty()
    {
        Assert.Contains("Convolution2D.Stride", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Convolution2D { Stride = 0 }).Message);
        Assert.Contains("Convolution2D.Padding", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Convolution2D { Padding = -1 }).Message);
        Assert.Contains("Convolution2D.Dilation", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Convolution2D { Dilation = new(1, 0) }).Message);
        Assert.Contains("Convolution2D.Groups", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Convolution2D { Groups = 0 }).Message);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [TestCategory("Memory")]
    public void ForwardAndBackward_OverAndOver_AllocateNothing(int degree)
    {
        var x = new Parameter("x", [64, 3, 32, 32]);
        Parameter weight = Whole([16, 3, 3, 3], 5, 7, 3, 4), bias = new("bias", [16]), upstream = new("upstream", [64, 16, 32, 32]);
        var operation = new Convolution2D { Padding = 1, Activation = Activation.Gelu };
        using var scope = new TensorScope(new CpuDevice(degree));
        var tape = new GradientTape();
        var context = new ForwardContext(scope, tape);
        void Step()
        {
            Tensor y = context.Run(operation, x.Tensor, weight.Tensor, bias.Tensor);
            x.ClearGradient();
            weight.ClearGradient();
            bias.ClearGradient();
            tape.Backward(y, scope, upstream.Tensor);
            tape.Clear();
            scope.Reset();
        }

        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        long pool = BufferPool.Shared.TotalBytes, allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.IsLessThan(1_000, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.IsLessThanOrEqualTo(pool, BufferPool.Shared.TotalBytes);
    }

    [TestMethod]
    public void Forward_OfALongSequence_NeedsLittleMemoryBesideItsTensors()
    {
        // The columns of the whole would be 64 MiB.
        Parameter x = new("x", [1, 8, 1, 100_000]), weight = new("weight", [2, 8, 1, 21]);
        using var scope = new TensorScope(new CpuDevice(1));
        var context = new ForwardContext(scope);
        long before = BufferPool.Shared.TotalBytes;

        context.Run(new Convolution2D { HasBias = false }, x.Tensor, weight.Tensor);

        Assert.IsLessThan(4 << 20, BufferPool.Shared.TotalBytes - before);
    }

    /// <summary>((i * factor) % modulus - middle) / divisor</summary>
    private static Parameter Whole(Shape shape, int factor, int modulus, int middle, int divisor)
    {
        var parameter = new Parameter("whole", shape);
        for (int i = 0; i < parameter.Values.Length; i++)
        {
            parameter.Values[i] = (i * factor % modulus - middle) / (float)divisor;
        }

        return parameter;
    }
}

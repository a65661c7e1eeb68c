using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ConvolutionLayerTests
{
    private static ParameterSource Random => new RandomParameters(new Philox(1));

    [TestMethod]
    public void Parameters_HavePyTorchsNamesAndLayouts()
    {
        Assert.AreEqual("c.weight [6, 2, 3, 5]; c.bias [6]", Describe(new Convolution2D("c", 4, 6, new(3, 5), Random, groups: 2)));
        Assert.AreEqual("c.weight [6, 4, 3]", Describe(new Convolution1D("c", 4, 6, 3, Random, hasBias: false)));
        Assert.AreEqual("c.weight [4, 3, 3, 5]; c.bias [6]", Describe(new TransposedConvolution2D("c", 4, 6, new(3, 5), Random, groups: 2)));
        Assert.AreEqual("weight [4, 6, 3]; bias [6]", Describe(new TransposedConvolution1D("", 4, 6, 3, Random)));

        static string Describe(Module layer) => string.Join("; ", layer.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
    }

    [TestMethod]
    public void Constructor_DrawsUniformlyWithinPyTorchsBounds()
    {
        // The largest of torch.nn.Conv2d(40, 60, 3, groups=2)'s weights is 0.0745, of ConvTranspose2d's 0.0609: 1/sqrt(20 * 9) and 1/sqrt(30 * 9).
        AssertBound(1 / Math.Sqrt(20 * 9), new Convolution2D("c", 40, 60, 3, Random, groups: 2));
        AssertBound(1 / Math.Sqrt(30 * 9), new TransposedConvolution2D("c", 40, 60, 3, Random, groups: 2));
        AssertBound(1 / Math.Sqrt(40 * 70), new Convolution1D("c", 40, 60, 70, Random));

        static void AssertBound(double bound, Module layer)
        {
            double largest = layer.Parameters[0].Values.ToArray().Max(Math.Abs);
            Assert.IsTrue(largest <= bound + 1e-7 && largest > 0.999 * bound, $"{largest} of {bound}");
            Assert.IsTrue(layer.Parameters[1].Values.ToArray().All(value => Math.Abs(value) <= bound + 1e-7), "bias");
        }
    }

    [TestMethod]
    public void Forward_WithSamePaddingAndAnEvenKernel_GivesPyTorchsFigures()
    {
        // F.conv1d(1..6, [1, 10, 100, 1000], padding='same')
        var layer = new Convolution1D("c", 1, 1, 4, Random, padding: ConvolutionPadding.Same, hasBias: false);
        CollectionAssert.AreEqual(new float[] { 3210, 4321, 5432, 6543, 654, 65 }, RunOnSix(layer, 1, 10, 100, 1000));
    }

    [TestMethod]
    public void Forward_WithCausalPadding_SeesNothingLater()
    {
        // F.conv1d(F.pad(1..6, (4, 0)), [1, 10, 100], dilation=2)
        var layer = new Convolution1D("c", 1, 1, 3, Random, padding: ConvolutionPadding.Causal, dilation: 2, hasBias: false);
        CollectionAssert.AreEqual(new float[] { 100, 200, 310, 420, 531, 642 }, RunOnSix(layer, 1, 10, 100));
    }

    [TestMethod]
    public void Forward_WithPaddingThatIsTakenFromTheSequence_TakesIt()
    {
        CollectionAssert.AreEqual(
            new float[] { 212, 123, 234, 345, 456, 565 },
            RunOnSix(new Convolution1D("c", 1, 1, 3, Random, padding: 1, hasBias: false, paddingMode: PaddingMode.Reflect), 100, 10, 1));
        CollectionAssert.AreEqual(
            new float[] { 61, 12, 23, 34, 45, 56 },
            RunOnSix(new Convolution1D("c", 1, 1, 2, Random, padding: ConvolutionPadding.Causal, hasBias: false, paddingMode: PaddingMode.Circular), 10, 1));
    }

    [TestMethod]
    public void OutputShape_IsThatOfForward()
    {
        foreach (Layer layer in new Layer[]
        {
            new Convolution2D("c", 4, 6, new(3, 2), Random, stride: new(1, 2), padding: 1, dilation: 2, groups: 2, activation: Activation.Relu),
            new Convolution2D("c", 4, 3, new(4, 3), Random, padding: ConvolutionPadding.Same, paddingMode: PaddingMode.Replicate),
            new TransposedConvolution2D("c", 4, 6, 3, Random, stride: 2, padding: 1, outputPadding: new(1, 0)),
        })
        {
            AssertOutputShape(layer, [4, 9, 7]);
        }

        foreach (Layer layer in new Layer[]
        {
            new Convolution1D("c", 4, 6, 3, Random, stride: 2, padding: new Padding2D(0, 0, 2, 1)),
            new Convolution1D("c", 4, 6, 3, Random, padding: ConvolutionPadding.Causal, dilation: 3),
            new TransposedConvolution1D("c", 4, 6, 3, Random, stride: 2, padding: 1, outputPadding: 1, groups: 2),
        })
        {
            AssertOutputShape(layer, [4, 9]);
        }
    }

    [TestMethod]
    public void Arguments_ThatDoNotFit_AreNamed()
    {
        Assert.Contains("3 groups do not divide 4", Message(() => new Convolution2D("c", 4, 6, 3, Random, groups: 3)));
        Assert.Contains("stride of 1", Message(() => new Convolution2D("c", 4, 6, 3, Random, stride: 2, padding: ConvolutionPadding.Same)));
        Assert.Contains("sequences", Message(() => new Convolution2D("c", 4, 6, 3, Random, padding: ConvolutionPadding.Causal)));
        var sequences = new Convolution1D("net.c", 4, 6, 3, Random);
        using var scope = new TensorScope(CpuDevice.Default);
        Assert.Contains("'net.c': the input [2, 4, 5, 5]", Message(() => sequences.Forward(new ForwardContext(scope), scope.Zeros([2, 4, 5, 5]))));
        Assert.Contains("'net.c': a row [4]", Message(() => sequences.OutputShape([4])));
        Assert.Contains("larger", Message(() => sequences.OutputShape([4, 2])));

        static string Message(Func<object> action) => Assert.ThrowsExactly<ArgumentException>(() => action()).Message;
    }

    internal static void AssertOutputShape(Layer layer, Shape row)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        foreach (int batch in new[] { 0, 3 })
        {
            Shape got = layer.Forward(new ForwardContext(scope), scope.Zeros([batch, .. row.AsSpan()])).Shape;
            Assert.AreEqual<Shape>([batch, .. layer.OutputShape(row).AsSpan()], got, $"{layer.Kind} of {row}");
        }
    }

    private static float[] RunOnSix(Convolution1D layer, params float[] weight)
    {
        weight.CopyTo(layer.Parameters[0].Values);
        using var scope = new TensorScope(CpuDevice.Default);
        return layer.Forward(new ForwardContext(scope), scope.From([1f, 2, 3, 4, 5, 6], [1, 1, 6])).ToArray();
    }
}

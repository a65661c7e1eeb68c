using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class PoolingLayerTests
{
    [TestMethod]
    public void OutputShape_IsThatOfForward()
    {
        foreach (Layer layer in new Layer[]
        {
            new MaxPooling2D("p", new(3, 2), stride: new(2, 1), padding: 1, dilation: 2, ceilMode: true),
            new AveragePooling2D("p", 3, padding: new(1, 0, 1, 1), ceilMode: true, countIncludePad: false, divisorOverride: 2),
            new AdaptiveAveragePooling2D("p", new(3, 11)),
            new AdaptiveMaxPooling2D("p", 2),
            new Upsample2D("p", scale: 1.7),
            new Upsample2D("p", outputSize: new(3, 20), mode: UpsamplingMode.Bilinear, alignCorners: true),
            new Pad2D("p", new Padding2D(1, 2, 3, 0), PaddingMode.Reflect),
            new Flatten("p"),
            new GlobalAveragePooling("p"),
        })
        {
            ConvolutionLayerTests.AssertOutputShape(layer, [4, 9, 7]);
        }

        foreach (Layer layer in new Layer[]
        {
            new MaxPooling1D("p", 3, stride: 2, padding: 1),
            new AveragePooling1D("p", 2, ceilMode: true),
            new AdaptiveAveragePooling1D("p", 4),
            new AdaptiveMaxPooling1D("p", 4),
            new Upsample1D("p", scale: 2.5, mode: UpsamplingMode.Bilinear),
            new Upsample1D("p", outputSize: 5),
            new Pad1D("p", 2, 1, value: 3),
            new Flatten("p"),
            new GlobalAveragePooling("p"),
        })
        {
            ConvolutionLayerTests.AssertOutputShape(layer, [4, 9]);
        }
    }

    [TestMethod]
    public void GlobalAveragePooling_OfImagesAndSequences_IsTheMeanOfEachChannel()
    {
        float[] values = [1, 2, 3, 6, -1, -2, -3, -10];
        CollectionAssert.AreEqual(new float[] { 3, -4 }, Run(new GlobalAveragePooling("p"), values, [1, 2, 2, 2]));
        CollectionAssert.AreEqual(new float[] { 3, -4 }, Run(new GlobalAveragePooling("p"), values, [1, 2, 4]));
    }

    [TestMethod]
    public void Padding_OfASequence_IsPutBeforeAndAfter() =>
        CollectionAssert.AreEqual(new float[] { 9, 9, 1, 2, 3, 9 }, Run(new Pad1D("p", 2, 1, value: 9), [1, 2, 3], [1, 1, 3]));

    [TestMethod]
    public void Upsampling_WithoutSizeOrWithBothOrWithCornersOfTheNearest_SaysSo()
    {
        Assert.Contains("either a scale or an output size", Assert.ThrowsExactly<ArgumentException>(() => new Upsample2D("u")).Message);
        Assert.Contains("either a scale or an output size", Assert.ThrowsExactly<ArgumentException>(() => new Upsample1D("u", scale: 2, outputSize: 3)).Message);
        Assert.Contains("Nearest", Assert.ThrowsExactly<ArgumentException>(() => new Upsample1D("u", scale: 2, alignCorners: true)).Message);
        Assert.Contains("Upsample2D.Scale", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Upsample2D("u", scale: 0)).Message);
    }

    private static float[] Run(Layer layer, float[] values, Shape shape)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return layer.Forward(new ForwardContext(scope), scope.From(values, shape)).ToArray();
    }
}

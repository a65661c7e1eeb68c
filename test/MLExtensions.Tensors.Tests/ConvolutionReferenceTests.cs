using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Convolutions and their gradients against the definition, summed in double.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ConvolutionReferenceTests
{
    [TestMethod]
    [DataRow(new[] { 3, 1, 28, 28 }, new[] { 32, 1, 3, 3 }, 1, 1, 1, 1, DisplayName = "one channel: all taps of a place in one vector")]
    [DataRow(new[] { 2, 32, 14, 14 }, new[] { 64, 32, 3, 3 }, 1, 1, 1, 1, DisplayName = "rows of less than a vector")]
    [DataRow(new[] { 3, 16, 32, 32 }, new[] { 16, 16, 3, 3 }, 1, 1, 1, 1, DisplayName = "whole vectors, several bands")]
    [DataRow(new[] { 3, 16, 32, 32 }, new[] { 32, 16, 3, 3 }, 2, 1, 1, 1, DisplayName = "stride")]
    [DataRow(new[] { 3, 16, 32, 32 }, new[] { 32, 16, 1, 1 }, 2, 0, 1, 1, DisplayName = "stride past most of the input")]
    [DataRow(new[] { 2, 5, 17, 35 }, new[] { 11, 5, 3, 3 }, 2, 1, 1, 1, DisplayName = "stride, odd sides")]
    [DataRow(new[] { 2, 3, 9, 37 }, new[] { 7, 3, 2, 5 }, 3, 2, 1, 1, DisplayName = "stride that the kernel does not fill")]
    [DataRow(new[] { 2, 80, 8, 8 }, new[] { 13, 80, 3, 3 }, 1, 1, 1, 1, DisplayName = "sums in slices")]
    [DataRow(new[] { 2, 9, 7, 15 }, new[] { 9, 9, 1, 1 }, 1, 0, 1, 1, DisplayName = "places that see themselves")]
    [DataRow(new[] { 1, 3, 65, 67 }, new[] { 5, 3, 5, 5 }, 1, 2, 1, 1, DisplayName = "one image in bands")]
    [DataRow(new[] { 2, 12, 11, 13 }, new[] { 18, 4, 3, 3 }, 1, 1, 1, 3, DisplayName = "groups")]
    [DataRow(new[] { 2, 4, 19, 21 }, new[] { 6, 4, 3, 3 }, 1, 4, 4, 1, DisplayName = "dilation")]
    [DataRow(new[] { 2, 4, 19, 22 }, new[] { 6, 4, 3, 3 }, 2, 3, 3, 1, DisplayName = "dilation and stride")]
    [DataRow(new[] { 3, 7, 1, 96 }, new[] { 32, 7, 1, 3 }, 1, 0, 1, 1, DisplayName = "a sequence")]
    [DataRow(new[] { 1, 40, 1, 3001 }, new[] { 9, 40, 1, 4 }, 1, 0, 8, 1, DisplayName = "a long sequence in bands")]
    [DataRow(new[] { 2, 3, 31, 1 }, new[] { 4, 3, 3, 1 }, 1, 0, 1, 1, DisplayName = "one column")]
    [DataRow(new[] { 2, 2, 4, 5 }, new[] { 130, 2, 3, 3 }, 1, 3, 1, 1, DisplayName = "padding wider than the image")]
    public void Convolution_AndItsGradients_AreTheDefinitionsSums(int[] x, int[] weight, int stride, int padding, int dilation, int groups)
    {
        var random = new Random(3);
        var operation = new Convolution2D { Stride = stride, Padding = padding, Dilation = dilation, Groups = groups };
        float[] images = Values(random, x), kernels = Values(random, weight), bias = Values(random, [weight[0]]);
        Parameter ofX = Make("x", x, images), ofWeight = Make("weight", weight, kernels), ofBias = Make("bias", [weight[0]], bias);
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();

        Tensor y = new ForwardContext(scope, tape).Run(operation, ofX.Tensor, ofWeight.Tensor, ofBias.Tensor);
        float[] upstream = Values(random, [(int)y.Shape.Length]);
        tape.Backward(y, scope, scope.From(upstream, y.Shape));
        float[] once = ofX.Gradient.ToArray();
        tape.Backward(y, scope, scope.From(upstream, y.Shape));

        (double[] values, double[] dx, double[] dw, double[] db) = Reference(operation, images, x, kernels, weight, bias, upstream, y.Shape);
        Check("y", values, y.ToArray(), 1);
        Check("dx", dx, once, 1);
        Check("dx, added", dx, ofX.Gradient.ToArray(), 2);
        Check("dW, added", dw, ofWeight.Gradient.ToArray(), 2);
        Check("db, added", db, ofBias.Gradient.ToArray(), 2);
    }

    private static (double[] Y, double[] Dx, double[] Dw, double[] Db) Reference(
        Convolution2D operation, float[] images, int[] x, float[] kernels, int[] weight, float[] bias, float[] upstream, Shape y)
    {
        double[] values = new double[y.Length], dx = new double[images.Length], dw = new double[kernels.Length], db = new double[bias.Length];
        int groupOutputs = y[1] / operation.Groups;
        for (int place = 0; place < values.Length; place++)
        {
            int j = place % y[3], i = place / y[3] % y[2], output = place / y[3] / y[2] % y[1], image = place / y[3] / y[2] / y[1];
            values[place] = bias[output];
            db[output] += upstream[place];
            for (int tap = 0; tap < weight[1] * weight[2] * weight[3]; tap++)
            {
                int q = tap % weight[3], p = tap / weight[3] % weight[2], channel = tap / weight[3] / weight[2] + output / groupOutputs * weight[1];
                int row = i * operation.Stride.Height + p * operation.Dilation.Height - operation.Padding.Top;
                int column = j * operation.Stride.Width + q * operation.Dilation.Width - operation.Padding.Left;
                if (row >= 0 && row < x[2] && column >= 0 && column < x[3])
                {
                    int seen = ((image * x[1] + channel) * x[2] + row) * x[3] + column, kernel = output * weight[1] * weight[2] * weight[3] + tap;
                    values[place] += (double)images[seen] * kernels[kernel];
                    dx[seen] += (double)upstream[place] * kernels[kernel];
                    dw[kernel] += (double)upstream[place] * images[seen];
                }
            }
        }

        return (values, dx, dw, db);
    }

    private static void Check(string name, double[] expected, float[] actual, int times)
    {
        double scale = Math.Sqrt(expected.Average(value => value * value)), worst = 0;
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(times * expected[i] - actual[i]);
            worst = double.IsNaN(difference) ? double.NaN : Math.Max(worst, difference);
        }

        Assert.IsTrue(worst <= 6e-6 * times * scale, $"{name}: off by {worst / scale}");
    }

    private static float[] Values(Random random, int[] shape) =>
        [.. Enumerable.Range(0, shape.Aggregate(1, (product, length) => product * length)).Select(_ => (float)(2 * random.NextDouble() - 1))];

    private static Parameter Make(string name, int[] shape, float[] values)
    {
        var parameter = new Parameter(name, Shape.Create(shape));
        values.CopyTo(parameter.Values);
        return parameter;
    }
}

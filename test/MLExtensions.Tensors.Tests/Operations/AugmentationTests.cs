using MLExtensions.Tensors.Operations;

namespace MLExtensions.Tensors.Tests;

/// <summary>Images varied at random: which changes there are, how often, and that each image has its own.</summary>
[TestClass]
public class AugmentationTests
{
    private const int Many = 4000;

    private static readonly float[] s_fill = [-1, -2, -3];

    [TestMethod]
    public void Flips_MirrorHalfOfTheImages_EachAxisOnItsOwn()
    {
        const int Height = 3, Width = 5;
        float[] image = Ramp(2, Height, Width);
        float[] found = Run(new AugmentImages { FlipHorizontally = true, FlipVertically = true }, image, [2, Height, Width], [0, 0]);
        var expected = new Dictionary<string, float[]>
        {
            ["as it is"] = image,
            ["left to right"] = Read(image, 2, Height, Width, (y, x) => (y, Width - 1 - x)),
            ["top to bottom"] = Read(image, 2, Height, Width, (y, x) => (Height - 1 - y, x)),
            ["both"] = Read(image, 2, Height, Width, (y, x) => (Height - 1 - y, Width - 1 - x)),
        };
        string[] names = [.. found.Chunk(image.Length).Select(one => expected.Single(pair => pair.Value.AsSpan().SequenceEqual(one)).Key)];
        foreach (string name in expected.Keys)
        {
            // Of 4,000 images 1,000 on average, with a standard deviation of 27.
            Assert.AreEqual(Many / 4, names.Count(name.Equals), 140, name);
        }

        // An image is mirrored or not whatever the one before it was.
        Assert.AreEqual(Many / 4, names.Zip(names.Skip(1)).Count(pair => pair.First == pair.Second), 140);
    }

    [TestMethod]
    public void Shifts_MoveTheImage_AndFillWithTheChannelsValue()
    {
        const int Height = 4, Width = 3, Most = 2;
        float[] image = Ramp(3, Height, Width);
        float[] found = Run(new AugmentImages { CropPadding = Most }, image, [3, Height, Width], s_fill);
        var counts = new Dictionary<(int Down, int Right), int>();
        foreach (float[] one in found.Chunk(image.Length))
        {
            var places =
                from down in Enumerable.Range(-Most, (2 * Most) + 1)
                from right in Enumerable.Range(-Most, (2 * Most) + 1)
                where one.AsSpan().SequenceEqual(Read(image, 3, Height, Width, (y, x) => (y - down, x - right)))
                select (down, right);
            var place = places.Single();
            counts[place] = counts.GetValueOrDefault(place) + 1;
        }

        // 25 places, 160 images each on average, with a standard deviation of 12.
        Assert.HasCount(25, counts);
        Assert.IsTrue(counts.Values.All(count => Math.Abs(count - (Many / 25)) < 60), string.Join(", ", counts));
    }

    [TestMethod]
    public void Shifts_LargerThanTheImage_LeaveTheFill()
    {
        float[] found = Run(new AugmentImages { CropPadding = 32_768, FlipHorizontally = true }, Ramp(3, 2, 2), [3, 2, 2], s_fill);
        CollectionAssert.AreEqual(new float[] { -1, -1, -1, -1, -2, -2, -2, -2, -3, -3, -3, -3 }, found[..12]);
    }

    /// <summary>
    /// A pixel of one colour: brightness alone multiplies it. The factors are uniform: mean 1, variance (2 f)^2 / 12, within 1 - f and 1 + f.
    /// </summary>
    [TestMethod]
    public void Brightness_MultipliesByAFactorThatIsUniform()
    {
        const float Most = 0.4f;
        float[] found = Run(new AugmentImages { Brightness = Most }, [10, 20, 40], [3, 1, 1], s_fill);
        double[] factors = [.. found.Chunk(3).Select(pixel => pixel[0] / 10.0)];
        foreach ((float[] pixel, double factor) in found.Chunk(3).Zip(factors))
        {
            Assert.AreEqual(20 * factor, pixel[1], 1e-4);
            Assert.AreEqual(40 * factor, pixel[2], 1e-4);
        }

        CheckUniform(factors, Most);
    }

    /// <summary>Two grey pixels: the mean stays and the difference is multiplied.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Contrast_KeepsTheMeanGrey_AndMultipliesTheDifferences(int channels)
    {
        const float Most = 0.6f;
        float[] image = [.. Enumerable.Range(0, channels).SelectMany(_ => new float[] { 10, 30 })];
        float[] found = Run(new AugmentImages { Contrast = Most }, image, [channels, 1, 2], s_fill[..channels]);
        foreach (float[] pair in found.Chunk(2))
        {
            Assert.AreEqual(20, (pair[0] + pair[1]) / 2, 1e-4);
        }

        CheckUniform([.. found.Chunk(2 * channels).Select(one => (one[1] - one[0]) / 20.0)], Most);
    }

    /// <summary>The pixel's grey, by the weights 0.299, 0.587 and 0.114, stays; the distance from it is multiplied.</summary>
    [TestMethod]
    public void Saturation_KeepsThePixelsGrey_AndMultipliesTheDistanceFromIt()
    {
        const float Most = 1;
        const double Grey = (0.299 * 10) + (0.587 * 20) + (0.114 * 40);
        float[] found = Run(new AugmentImages { Saturation = Most }, [10, 20, 40], [3, 1, 1], s_fill);
        foreach (float[] pixel in found.Chunk(3))
        {
            Assert.AreEqual(Grey, (0.299 * pixel[0]) + (0.587 * pixel[1]) + (0.114 * pixel[2]), 1e-4);
            Assert.AreEqual((pixel[0] - Grey) / (10 - Grey), (pixel[2] - Grey) / (40 - Grey), 1e-5);
        }

        CheckUniform([.. found.Chunk(3).Select(pixel => (pixel[2] - Grey) / (40 - Grey))], Most);
    }

    /// <summary>
    /// The three one after the other, in double precision, with the factors that one pixel beside tells: as the draws are the same whatever else is asked for, each factor alone can be seen.
    /// </summary>
    [TestMethod]
    public void Factors_Together_AreBrightnessThenContrastThenSaturation_AndLeaveTheFillAlone()
    {
        const int Height = 2, Width = 3;
        float[] image = Ramp(3, Height, Width);
        var all = new AugmentImages { Brightness = 0.5f, Contrast = 0.4f, Saturation = 0.3f };
        float[] found = Run(all, image, [3, Height, Width], s_fill);
        double[] brightness = [.. Run(new AugmentImages { Brightness = 0.5f }, [1, 1, 1], [3, 1, 1], s_fill).Chunk(3).Select(pixel => (double)pixel[0])];
        double[] contrast = [.. Run(new AugmentImages { Contrast = 0.4f }, [0, 1, 0, 1, 0, 1], [3, 1, 2], s_fill).Chunk(6).Select(pair => (double)pair[1] - pair[0])];
        double[] saturation = [.. Run(new AugmentImages { Saturation = 0.3f }, [1, 0, 0], [3, 1, 1], s_fill).Chunk(3).Select(pixel => (double)pixel[0] - pixel[1])];
        double[] grey = [.. Enumerable.Range(0, Height * Width).Select(i => Grey(image, i))];
        for (int one = 0; one < Many; one++)
        {
            for (int i = 0; i < image.Length; i++)
            {
                double mean = brightness[one] * grey.Average(), pixelGrey = Contrasted(brightness[one] * grey[i % grey.Length]);
                double expected = pixelGrey + (saturation[one] * (Contrasted(brightness[one] * image[i]) - pixelGrey));
                Assert.AreEqual(expected, found[(one * image.Length) + i], 1e-4);

                double Contrasted(double value) => mean + (contrast[one] * (value - mean));
            }
        }

        // The factors of an image are drawn apart.
        Assert.AreEqual(0, Correlation(brightness, contrast), 0.08);
        Assert.AreEqual(0, Correlation(brightness, saturation), 0.08);
        Assert.AreEqual(0, Correlation(contrast, saturation), 0.08);
        Assert.AreEqual(0, Correlation(brightness[1..], brightness[..^1]), 0.08);

        float[] moved = Run(all with { CropPadding = 32_768 }, image, [3, Height, Width], s_fill);
        Assert.AreEqual(-1f, moved[0]);
        Assert.AreEqual(-3f, moved[^1]);

        static double Grey(float[] image, int i) => (0.299 * image[i]) + (0.587 * image[(Height * Width) + i]) + (0.114 * image[(2 * Height * Width) + i]);
    }

    [TestMethod]
    public void Key_DecidesAll_AndWithoutOptionsNothingChanges()
    {
        float[] image = Ramp(3, 8, 8);
        var operation = new AugmentImages { FlipHorizontally = true, CropPadding = 2, Brightness = 0.1f };
        CollectionAssert.AreEqual(Run(operation, image, [3, 8, 8], s_fill), Run(operation, image, [3, 8, 8], s_fill));
        CollectionAssert.AreNotEqual(Run(operation, image, [3, 8, 8], s_fill), Run(operation, image, [3, 8, 8], s_fill, key: 8));
        CollectionAssert.AreEqual(image, Run(new AugmentImages(), image, [3, 8, 8], s_fill)[..image.Length]);
    }

    [TestMethod]
    public void WhatDoesNotFit_IsNamed()
    {
        Check(new AugmentImages(), "x has shape [2, 3, 4]; expected [batch, channels, height, width]", [2, 3, 4], [4], [3]);
        Check(new AugmentImages(), "the random key has shape [3]", [2, 3, 4, 4], [3], [3]);
        Check(new AugmentImages(), "the fill has shape [2]; expected [channels], here [3]", [2, 3, 4, 4], [4], [2]);
        Check(new AugmentImages { Saturation = 0.1f }, "expected 3 channels", [2, 1, 4, 4], [4], [1]);
        Check(new AugmentImages(), "2 inputs were given", [2, 1, 4, 4], [4]);
        foreach (float bad in new[] { -0.1f, 1.1f, float.NaN })
        {
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AugmentImages { Brightness = bad });
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AugmentImages { Contrast = bad });
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AugmentImages { Saturation = bad });
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AugmentImages { CropPadding = -1 });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AugmentImages { CropPadding = 32_769 });

        static void Check(AugmentImages operation, string part, params Shape[] inputs) =>
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => operation.InferShapes(inputs, new Shape[1])).Message, part);
    }

    /// <summary>The same image many times in one batch.</summary>
    private static float[] Run(AugmentImages operation, float[] image, Shape shape, float[] fill, int key = 7)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        float[] images = [.. Enumerable.Range(0, Many).SelectMany(_ => image)];
        return new ForwardContext(scope).Run(operation, scope.From(images, [Many, .. shape]), scope.From([key, 2, 3, 4], [4]), scope.From(fill, [fill.Length])).ToArray();
    }

    private static float[] Ramp(int channels, int height, int width) => [.. Enumerable.Range(0, channels * height * width).Select(i => (i * 7 % 31) + (0.25f * i))];

    private static float[] Read(float[] image, int channels, int height, int width, Func<int, int, (int Y, int X)> source)
    {
        var read =
            from channel in Enumerable.Range(0, channels)
            from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            let place = source(y, x)
            select place.Y < 0 || place.Y >= height || place.X < 0 || place.X >= width ? s_fill[channel] : image[(((channel * height) + place.Y) * width) + place.X];
        return [.. read];
    }

    private static void CheckUniform(double[] factors, double most)
    {
        Assert.HasCount(Many, factors);
        Assert.IsTrue(factors.All(factor => factor >= 1 - most - 1e-5 && factor <= 1 + most + 1e-5));
        double mean = factors.Average(), variance = factors.Average(factor => (factor - mean) * (factor - mean));

        // Five standard deviations of the mean of so many; and of the variance, whose relative one is sqrt(0.8 / n).
        Assert.AreEqual(1, mean, 5 * most / Math.Sqrt(3.0 * Many));
        Assert.AreEqual(1, variance / (most * most / 3), 5 * Math.Sqrt(0.8 / Many));
    }

    private static double Correlation(double[] left, double[] right)
    {
        double a = left.Average(), b = right.Average();
        double Sum(Func<double, double, double> term) => left.Zip(right, (x, y) => term(x - a, y - b)).Sum();
        return Sum((x, y) => x * y) / Math.Sqrt(Sum((x, _) => x * x) * Sum((_, y) => y * y));
    }
}

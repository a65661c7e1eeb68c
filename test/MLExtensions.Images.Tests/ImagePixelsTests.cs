using System.Globalization;
using MLExtensions.Networks;
using Microsoft.ML.Data;

namespace MLExtensions.Images.Tests;

/// <summary>What a network is given of an image: size, order of colours, grey.</summary>
[TestClass]
public sealed class ImagePixelsTests
{
    /// <summary>
    /// PIL 9.4: <c>Image.resize(size, BILINEAR)</c>, <c>ImageOps.fit(image, size, BILINEAR)</c>, and the image resized to lie within, pasted to the middle of black. Its pixels are
    /// (37 x + 91 y + 53 c + 11 x y) % 256 in colour c; red and blue are given. PIL rounds to bytes after the rows and after the columns: half a level each time.
    /// </summary>
    [TestMethod]
    [DataRow(7, 5, 3, 4, ImageFit.Stretch, "90 121 143 115 106 126 138 118 117 120 145 133", "141 149 139 152 126 112 114 100 127 156 148 102")]
    [DataRow(7, 5, 3, 4, ImageFit.Crop, "166 159 124 124 71 122 161 106 138 102 101 136", "101 130 144 81 132 109 84 112 137 108 157 93")]
    [DataRow(7, 5, 3, 4, ImageFit.Pad, "0 109 130 0 0 119 130 0 0 120 138 0", "0 146 147 0 0 118 109 0 0 143 129 0")]
    [DataRow(4, 3, 7, 6, ImageFit.Stretch, "0 9 28 46 65 74 33 43 63 84 104 114 85 96 120 144 167 179 137 150 177 172 134 116 170 185 215 186 96 52 76 93 126 136 123 117 17 35 70 105 140 157", "106 115 134 152 171 180 139 149 169 167 142 129 191 202 226 190 95 47 115 128 155 150 112 94 38 54 83 109 129 140 90 107 140 132 83 58 123 141 176 147 54 7")]
    [DataRow(4, 3, 7, 6, ImageFit.Crop, "0 9 28 46 65 74 46 56 78 99 120 131 91 103 127 151 175 187 137 150 177 172 134 116 182 197 226 192 93 44 100 116 148 149 117 101 17 35 70 105 140 157", "106 115 134 152 171 180 152 162 184 173 130 109 197 209 233 193 89 37 115 128 155 150 112 94 32 47 76 106 135 150 78 94 126 127 95 79 123 141 176 147 54 7")]
    [DataRow(4, 3, 7, 6, ImageFit.Pad, "0 15 37 59 74 0 33 49 73 98 114 0 85 103 132 160 179 0 137 158 190 146 116 0 170 195 230 123 52 0 76 103 142 127 117 0 17 45 87 129 157 0", "106 121 143 165 180 0 139 155 179 149 129 0 191 209 238 123 47 0 115 136 168 123 94 0 38 63 98 123 140 0 90 117 157 97 58 0 123 151 193 81 7 0")]
    [DataRow(9, 4, 3, 3, ImageFit.Stretch, "97 126 155 115 116 136 139 157 153", "139 136 133 128 122 137 149 151 131")]
    [DataRow(9, 4, 3, 3, ImageFit.Crop, "103 130 158 119 102 114 116 124 168", "106 108 110 145 101 147 115 179 136")]
    [DataRow(9, 4, 3, 3, ImageFit.Pad, "0 126 0 0 122 0 0 151 0", "0 136 0 0 128 0 0 145 0")]
    [DataRow(5, 8, 4, 4, ImageFit.Stretch, "51 115 146 127 151 149 115 112 117 137 130 149 114 105 94 129", "148 173 148 96 145 116 122 139 110 105 118 113 129 115 112 98")]
    [DataRow(5, 8, 4, 4, ImageFit.Crop, "86 131 129 174 150 160 103 113 127 154 113 140 97 112 115 61", "155 178 186 88 124 121 99 157 102 114 109 121 86 143 83 141")]
    [DataRow(5, 8, 4, 4, ImageFit.Pad, "0 0 0 0 105 134 128 122 117 125 113 139 0 0 0 0", "0 0 0 0 145 138 134 118 121 109 117 108 0 0 0 0")]
    [DataRow(3, 10, 6, 4, ImageFit.Stretch, "37 120 152 52 63 126 142 74 114 138 121 117 147 140 111 139 163 131 112 141 171 127 112 142", "143 195 94 146 151 173 110 130 167 129 141 97 154 111 146 103 112 118 126 146 91 121 116 167")]
    [DataRow(3, 10, 6, 4, ImageFit.Crop, "139 157 176 194 124 128 148 167 94 69 91 114 96 74 99 108 130 143 170 151 147 177 206 172", "245 199 90 44 214 186 110 81 152 159 149 156 106 116 141 166 76 57 84 113 61 27 56 86")]
    [DataRow(3, 10, 6, 4, ImageFit.Pad, "0 0 0 0 0 0 0 0 119 132 123 115 0 0 0 0 0 0 0 0 0 0 0 0", "0 0 0 0 0 0 0 0 142 136 127 124 0 0 0 0 0 0 0 0 0 0 0 0")]
    public void AnotherSize_IsThatOfPil(int height, int width, int targetHeight, int targetWidth, ImageFit fit, string red, string blue)
    {
        float[] found = Fill(Pattern(height, width), 3, targetHeight, targetWidth, fit);
        int plane = targetHeight * targetWidth;
        Check(red, found[..plane]);
        Check(blue, found[(2 * plane)..]);

        static void Check(string expected, float[] found)
        {
            float[] levels = [.. expected.Split(' ').Select(level => float.Parse(level, CultureInfo.InvariantCulture))];
            Assert.HasCount(levels.Length, found);
            for (int i = 0; i < levels.Length; i++)
            {
                Assert.AreEqual(levels[i], found[i], 1.01, $"pixel {i}");
            }
        }
    }

    [TestMethod]
    [DataRow(ImageFit.Crop)]
    [DataRow(ImageFit.Pad)]
    [DataRow(ImageFit.Stretch)]
    public void TheSameSize_IsLeftAsItIs(ImageFit fit)
    {
        float[] found = Fill(Pattern(5, 7), 3, 5, 7, fit);
        for (int i = 0; i < found.Length; i++)
        {
            Assert.AreEqual(Level(i % 7, i / 7 % 5, i / 35), found[i]);
        }
    }

    [TestMethod]
    [DataRow(ImageFit.Crop)]
    [DataRow(ImageFit.Stretch)]
    public void OneColor_StaysAtAnySize(ImageFit fit)
    {
        foreach (var (height, width) in new[] { (1, 1), (1, 9), (300, 2), (64, 64), (3, 5) })
        {
            byte[] pixels = [.. Enumerable.Range(0, height * width).SelectMany(_ => new byte[] { 30, 60, 90, 255 })];
            using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
            float[] found = Fill(image, 3, 6, 4, fit);
            Assert.IsTrue(found.Select((value, i) => Math.Abs(value - (30 * (1 + (i / 24))))).All(distance => distance < 1e-3), $"{height} x {width}");
        }
    }

    [TestMethod]
    public void BothOrdersOfColors_GiveTheSame()
    {
        byte[] rgba = [10, 20, 30, 255, 40, 50, 60, 255], bgra = [30, 20, 10, 255, 60, 50, 40, 255];
        using MLImage one = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, rgba), other = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, bgra);
        CollectionAssert.AreEqual(new float[] { 10, 40, 20, 50, 30, 60 }, Fill(one, 3, 1, 2));
        CollectionAssert.AreEqual(new float[] { 10, 40, 20, 50, 30, 60 }, Fill(other, 3, 1, 2));
    }

    [TestMethod]
    public void OneChannel_IsTheLuma()
    {
        using var image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [100, 0, 200, 255, 7, 7, 7, 255]);
        float[] found = Fill(image, 1, 1, 2);
        Assert.AreEqual((0.299 * 100) + (0.114 * 200), found[0], 1e-4);
        Assert.AreEqual(7, found[1], 1e-4);
    }

    [TestMethod]
    public void ImagesOfDifferentSizes_OneAfterTheOther_AreAsEachAlone()
    {
        var pixels = new ImagePixels(Format(1, 4, 4, ImageFit.Crop));
        foreach (var (height, width) in new[] { (8, 8), (4, 4), (5, 9), (8, 8), (9, 5) })
        {
            float[] values = new float[16];
            using var image = Pattern(height, width);
            pixels.Fill(image, values);
            CollectionAssert.AreEqual(Fill(Pattern(height, width), 1, 4, 4, ImageFit.Crop), values);
        }
    }

    private static ImageFormat Format(int channels, int height, int width, ImageFit fit) =>
        new() { Channels = channels, Height = height, Width = width, Fit = fit, Source = ImageSource.Image };

    private static float[] Fill(MLImage image, int channels, int height, int width, ImageFit fit = ImageFit.Crop)
    {
        float[] values = [.. Enumerable.Repeat(float.NaN, channels * height * width)];
        new ImagePixels(Format(channels, height, width, fit)).Fill(image, values);
        return values;
    }

    private static MLImage Pattern(int height, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, 4 * height * width).Select(i => i % 4 == 3 ? (byte)255 : (byte)Level(i / 4 % width, i / 4 / width, i % 4))];
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    private static float Level(int x, int y, int color) => ((37 * x) + (91 * y) + (53 * color) + (11 * x * y)) % 256;
}

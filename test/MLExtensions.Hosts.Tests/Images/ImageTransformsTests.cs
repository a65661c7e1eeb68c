using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace MLExtensions.Hosts.Tests.Images;

[TestClass]
public sealed class ImageTransformsTests
{
    private const string Black = "0,0,0";
    private const string Red = "255,0,0";
    private const string Green = "0,255,0";
    private const string Blue = "0,0,255";
    private const string White = "255,255,255";

    private readonly MLContext _context = new(seed: 1);

    /// <summary>Stripes of one colour, two pixels wide, to half their width: any way of averaging keeps their colours.</summary>
    [TestMethod]
    [DataRow(Anchor.Left, Red, Green)]
    [DataRow(Anchor.Center, Green, Blue)]
    [DataRow(Anchor.Right, Blue, White)]
    [DataRow(Anchor.Top, Green, Blue, DisplayName = "An anchor of the other axis is the centre")]
    public void ResizeImages_IsoCropOfAWideImage_KeepsWhatTheAnchorSays(Anchor anchor, string left, string right)
    {
        string[] pixels = Resize(Stripes(across: true), 2, 2, ResizingKind.IsoCrop, anchor);

        CollectionAssert.AreEqual(new[] { left, right, left, right }, pixels);
    }

    [TestMethod]
    [DataRow(Anchor.Top, Red, Green)]
    [DataRow(Anchor.Center, Green, Blue)]
    [DataRow(Anchor.Bottom, Blue, White)]
    [DataRow(Anchor.Right, Green, Blue, DisplayName = "An anchor of the other axis is the centre")]
    public void ResizeImages_IsoCropOfATallImage_KeepsWhatTheAnchorSays(Anchor anchor, string top, string bottom)
    {
        string[] pixels = Resize(Stripes(across: false), 2, 2, ResizingKind.IsoCrop, anchor);

        CollectionAssert.AreEqual(new[] { top, top, bottom, bottom }, pixels);
    }

    [TestMethod]
    public void ResizeImages_IsoPad_KeepsAllAndPadsWithBlack()
    {
        string[] wide = Resize(Stripes(across: true), 4, 4, ResizingKind.IsoPad);
        string[] tall = Resize(Stripes(across: false), 4, 4, ResizingKind.IsoPad);

        CollectionAssert.AreEqual(
            new[] { Black, Black, Black, Black, Red, Green, Blue, White, Red, Green, Blue, White, Black, Black, Black, Black }, wide);
        CollectionAssert.AreEqual(
            new[] { Black, Red, Red, Black, Black, Green, Green, Black, Black, Blue, Blue, Black, Black, White, White, Black }, tall);
    }

    [TestMethod]
    public void ResizeImages_Fill_TakesTheNearestPixels()
    {
        using MLImage image = ImageFiles.Picture(6, 2, (x, y) => (40 * x, 100 * y, 7));

        string[] pixels = Resize(image, 2, 6, ResizingKind.Fill);

        CollectionAssert.AreEqual(
            new[] { "40,0,7", "160,0,7", "40,0,7", "160,0,7", "40,0,7", "160,0,7", "40,100,7", "160,100,7", "40,100,7", "160,100,7", "40,100,7", "160,100,7" },
            pixels);
    }

    [TestMethod]
    [DataRow(ResizingKind.IsoCrop)]
    [DataRow(ResizingKind.IsoPad)]
    [DataRow(ResizingKind.Fill)]
    public void ResizeImages_OfOneColour_KeepsIt(ResizingKind resizing)
    {
        using MLImage image = ImageFiles.Picture(3, 3, (_, _) => (200, 100, 50));

        CollectionAssert.AreEqual(Enumerable.Repeat("200,100,50", 49).ToArray(), Resize(image, 7, 7, resizing));
        CollectionAssert.AreEqual(Enumerable.Repeat("200,100,50", 4).ToArray(), Resize(image, 2, 2, resizing));
        CollectionAssert.AreEqual(Enumerable.Repeat("200,100,50", 9).ToArray(), Resize(image, 3, 3, resizing));
    }

    [TestMethod]
    public void Transforms_WithoutAnImage_GiveNoneAndZeros()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Named()]);
        IDataView result = _context.Transforms.LoadImages("Image", "", "File")
            .Append(_context.Transforms.ResizeImages("Image", 2, 3))
            .Append(_context.Transforms.ConvertToGrayscale("Image"))
            .Append(_context.Transforms.ExtractPixels("Pixels", "Image"))
            .Fit(data).Transform(data);

        using DataViewRowCursor cursor = result.GetRowCursor([result.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(result.Schema["Image"]);
        MLImage image = null!;
        Assert.IsTrue(cursor.MoveNext());
        getter(ref image);
        Assert.IsNull(image);
        Assert.IsTrue(new ImageDataViewType(3, 2).Equals(result.Schema["Image"].Type));
        CollectionAssert.AreEqual(new float[18], result.GetColumn<float[]>("Pixels").Single());
    }

    /// <summary>A trap of ML.NET: a row without an image after one that has one hands on the image disposed.</summary>
    [TestMethod]
    public void Transforms_WithoutAnImageAfterOneWithIt_Throw()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Named { File = "colour.png" }, new Named()]);
        IDataView result = _context.Transforms.LoadImages("Image", ImageFiles.Folder, "File")
            .Append(_context.Transforms.ResizeImages("Image", 2, 3))
            .Append(_context.Transforms.ExtractPixels("Pixels", "Image"))
            .Fit(data).Transform(data);

        Assert.ThrowsExactly<InvalidOperationException>(() => result.GetColumn<float[]>("Pixels").ToArray());
    }

    [TestMethod]
    public void ResizeImages_WithUnsuitableArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => _context.Transforms.ResizeImages("Image", 0, 2));
        Assert.Throws<ArgumentException>(() => _context.Transforms.ResizeImages("Image", 2, -1));
        Assert.Throws<ArgumentException>(() => _context.Transforms.ResizeImages("Image", 2, 2, resizing: (ResizingKind)7));
        IsNotForNumbers(_context.Transforms.ResizeImages("Image", 2, 2, "Number"));
    }

    /// <summary>Two pixels, (10, 20, 30) and (40, 50, 60).</summary>
    [TestMethod]
    [DataRow(ColorBits.Rgb, ColorsOrder.ARGB, false, 10, 40, 20, 50, 30, 60)]
    [DataRow(ColorBits.Rgb, ColorsOrder.ARGB, true, 10, 20, 30, 40, 50, 60)]
    [DataRow(ColorBits.Rgb, ColorsOrder.ABGR, true, 30, 20, 10, 60, 50, 40)]
    [DataRow(ColorBits.All, ColorsOrder.ARGB, true, 255, 10, 20, 30, 255, 40, 50, 60)]
    [DataRow(ColorBits.All, ColorsOrder.ARBG, false, 255, 255, 10, 40, 30, 60, 20, 50)]
    [DataRow(ColorBits.All, ColorsOrder.ABRG, true, 255, 30, 10, 20, 255, 60, 40, 50)]
    [DataRow(ColorBits.All, ColorsOrder.AGRB, true, 255, 20, 10, 30, 255, 50, 40, 60)]
    [DataRow(ColorBits.All, ColorsOrder.AGBR, true, 255, 20, 30, 10, 255, 50, 60, 40)]
    [DataRow(ColorBits.Red | ColorBits.Blue, ColorsOrder.AGBR, true, 30, 10, 60, 40)]
    [DataRow(ColorBits.Green, ColorsOrder.ARGB, false, 20, 50)]
    public void ExtractPixels_GivesTheColoursInTheOrderAskedFor(ColorBits colours, ColorsOrder order, bool interleave, params int[] expected)
    {
        int planes = expected.Length / 2;
        string dimensions = interleave ? $"1, 2, {planes}" : $"{planes}, 1, 2";
        foreach (MLPixelFormat format in new[] { MLPixelFormat.Rgba32, MLPixelFormat.Bgra32 })
        {
            byte[] pixels = format == MLPixelFormat.Rgba32 ? [10, 20, 30, 255, 40, 50, 60, 255] : [30, 20, 10, 255, 60, 50, 40, 255];

            // A cursor disposes the last image it read: each column is read from rows of its own.
            IDataView data = _context.Data.LoadFromEnumerable(
                Enumerable.Range(0, 1).Select(_ => new TwoPixels { Image = MLImage.CreateFromPixels(2, 1, format, pixels) }));
            IDataView result = _context.Transforms.ExtractPixels("Floats", "Image", colours, order, interleave)
                .Append(_context.Transforms.ExtractPixels("Scaled", "Image", colours, order, interleave, offsetImage: 5, scaleImage: -0.5f))
                .Append(_context.Transforms.ExtractPixels("Bytes", "Image", colours, order, interleave, outputAsFloatArray: false))
                .Fit(data).Transform(data);

            Assert.AreEqual($"Vector<Single, {dimensions}>", result.Schema["Floats"].Type.ToString());
            Assert.AreEqual($"Vector<Byte, {dimensions}>", result.Schema["Bytes"].Type.ToString());
            CollectionAssert.AreEqual(Array.ConvertAll(expected, value => (float)value), result.GetColumn<float[]>("Floats").Single());
            CollectionAssert.AreEqual(Array.ConvertAll(expected, value => (value - 5) * -0.5f), result.GetColumn<float[]>("Scaled").Single());
            CollectionAssert.AreEqual(Array.ConvertAll(expected, value => (byte)value), result.GetColumn<byte[]>("Bytes").Single());
        }
    }

    [TestMethod]
    public void ExtractPixels_PromisesWhatItDelivers()
    {
        var estimator = _context.Transforms.LoadImages("Image", ImageFiles.Folder, "File")
            .Append(_context.Transforms.ResizeImages("Image", 2, 2))
            .Append(_context.Transforms.ExtractPixels("Pixels", "Image"))
            .Append(_context.Transforms.ExtractPixels("Bytes", "Image", outputAsFloatArray: false))
            .Append(_context.Transforms.DropColumns("Image"));

        IDataView result = EstimatorContract.Check(_context, estimator, [new Named { File = "colour.png" }, new Named { File = "gray.jpg" }]);

        Assert.AreEqual("Vector<Single, 3, 2, 2>", result.Schema["Pixels"].Type.ToString());
    }

    [TestMethod]
    public void ExtractPixels_OfAnotherSizeThanTheColumnSays_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new TwoPixels { Image = ImageFiles.Picture(3, 1, (_, _) => (1, 2, 3)) }]);
        IDataView result = _context.Transforms.ExtractPixels("Pixels", "Image").Fit(data).Transform(data);

        Assert.ThrowsExactly<InvalidOperationException>(() => result.GetColumn<float[]>("Pixels").ToArray());
    }

    [TestMethod]
    public void ExtractPixels_WithUnsuitableArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => _context.Transforms.ExtractPixels("Pixels", colorsToExtract: 0));
        Assert.Throws<ArgumentException>(() => _context.Transforms.ExtractPixels("Pixels", scaleImage: 0));
        Assert.Throws<ArgumentException>(() => _context.Transforms.ExtractPixels("Pixels", scaleImage: float.NaN));
        Assert.Throws<ArgumentException>(() => _context.Transforms.ExtractPixels("Pixels", offsetImage: float.PositiveInfinity));
        IsNotForNumbers(_context.Transforms.ExtractPixels("Pixels", "Number"));

        IDataView data = _context.Data.LoadFromEnumerable([new Named()]);
        var unknownSize = _context.Transforms.LoadImages("Image", "", "File").Append(_context.Transforms.ExtractPixels("Pixels", "Image"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => unknownSize.Fit(data)).Message, "known-size image");
    }

    /// <summary>0.3 red + 0.59 green + 0.11 blue.</summary>
    [TestMethod]
    public void ConvertToGrayscale_WeighsTheColours()
    {
        (int Red, int Green, int Blue)[] colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (200, 100, 50)];
        using MLImage image = ImageFiles.Picture(6, 1, (x, _) => colours[x]);
        IDataView data = _context.Data.LoadFromEnumerable([new SixPixels { Image = image }]);

        IDataView result = _context.Transforms.ConvertToGrayscale("Gray", "Image").Append(_context.Transforms.ExtractPixels("Pixels", "Gray", ColorBits.All))
            .Fit(data).Transform(data);

        Assert.IsTrue(new ImageDataViewType(1, 6).Equals(result.Schema["Gray"].Type));
        float[] pixels = result.GetColumn<float[]>("Pixels").Single();
        float[] expected = [76.5f, 150.45f, 28.05f, 255, 0, 124.5f];
        for (int i = 0; i < 6; i++)
        {
            Assert.AreEqual(255, pixels[i]);
            Assert.AreEqual(expected[i], pixels[6 + i], 1, $"red at {i}");
            Assert.AreEqual(pixels[6 + i], pixels[12 + i], $"green at {i}");
            Assert.AreEqual(pixels[6 + i], pixels[18 + i], $"blue at {i}");
        }

        IsNotForNumbers(_context.Transforms.ConvertToGrayscale("Gray", "Number"));
    }

    [TestMethod]
    public void PredictionEngine_TakesImagesInMemory()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Array.Empty<TwoPixels>());
        ITransformer model = _context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true).Fit(data);
        using var engine = _context.Model.CreatePredictionEngine<TwoPixels, PixelsOfOne>(model);

        foreach (int red in new[] { 1, 100 })
        {
            using MLImage image = ImageFiles.Picture(2, 1, (x, _) => (red + x, 20, 30));
            CollectionAssert.AreEqual(new float[] { red, 20, 30, red + 1, 20, 30 }, engine.Predict(new TwoPixels { Image = image }).Pixels);
        }
    }

    [TestMethod]
    public void PredictionEngine_LoadsFiles()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Array.Empty<Named>());
        ITransformer model = _context.Transforms.LoadImages("Image", ImageFiles.Folder, "File")
            .Append(_context.Transforms.ResizeImages("Image", 3, 1, resizing: ResizingKind.Fill))
            .Append(_context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true)).Fit(data);
        using var engine = _context.Model.CreatePredictionEngine<Named, PixelsOfOne>(model);

        // Columns 0, 2 and 4 of row 1: of two pixels that are as near the first.
        float[] expected = [0, 60, 50, 80, 60, 64, 160, 60, 78];
        CollectionAssert.AreEqual(new float[9], engine.Predict(new Named()).Pixels);
        CollectionAssert.AreEqual(expected, engine.Predict(new Named { File = "colour.png" }).Pixels);
        Assert.ThrowsExactly<FileNotFoundException>(() => engine.Predict(new Named { File = "there is none.png" }));
        CollectionAssert.AreEqual(expected, engine.Predict(new Named { File = "colour.bmp" }).Pixels);
    }

    [TestMethod]
    public void ImageType_OnAMember_IsTheTypeOfItsColumn()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Array.Empty<TwoPixels>());

        Assert.IsTrue(new ImageDataViewType(1, 2).Equals(data.Schema["Image"].Type));
        Assert.IsTrue(new ImageTypeAttribute(1, 2).Equals(new ImageTypeAttribute(1, 2)));
        Assert.IsFalse(new ImageTypeAttribute(1, 2).Equals(new ImageTypeAttribute(2, 1)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageTypeAttribute(0, 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable(Array.Empty<Unmarked>()));
    }

    /// <summary>Red, green, blue and white, each two pixels wide and four long.</summary>
    private static MLImage Stripes(bool across)
    {
        (int, int, int)[] colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)];
        return across ? ImageFiles.Picture(8, 4, (x, _) => colours[x / 2]) : ImageFiles.Picture(4, 8, (_, y) => colours[y / 2]);
    }

    private void IsNotForNumbers(IEstimator<ITransformer> estimator)
    {
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Named>(_context))).Message, "Number");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(_context.Data.LoadFromEnumerable([new Named()]))).Message, "Number");
    }

    /// <summary>The pixels of a resized image, row by row, each as red, green and blue.</summary>
    private string[] Resize(MLImage image, int width, int height, ResizingKind resizing, Anchor anchor = Anchor.Center)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");
        image.Save(path);
        try
        {
            IDataView data = _context.Data.LoadFromEnumerable([new Named { File = path }]);
            IDataView result = _context.Transforms.LoadImages("Image", "", "File")
                .Append(_context.Transforms.ResizeImages("Image", width, height, resizing: resizing, cropAnchor: anchor))
                .Append(_context.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true))
                .Fit(data).Transform(data);
            return [.. result.GetColumn<float[]>("Pixels").Single().Chunk(3).Select(pixel => string.Join(',', pixel))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class TwoPixels
    {
        [ImageType(1, 2)]
        public MLImage? Image { get; set; }
    }

    private sealed class SixPixels
    {
        [ImageType(1, 6)]
        public MLImage? Image { get; set; }
    }

    private sealed class Unmarked
    {
        public MLImage? Image { get; set; }
    }

    private sealed class PixelsOfOne
    {
        public float[] Pixels { get; set; } = [];
    }
}

using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.Images;

[TestClass]
public sealed class MLImageTests
{
    /// <summary>The colours are those that Pillow 9.4 reads.</summary>
    [TestMethod]
    [DataRow("colour.png", 200, 0, 35, 80, 60, 64, 200, 180, 185)]
    [DataRow("colour.bmp", 200, 0, 35, 80, 60, 64, 200, 180, 185)]
    [DataRow("palette.png", 180, 0, 32, 80, 60, 64, 180, 180, 182)]
    [DataRow("gray.png", 64, 64, 64, 66, 66, 66, 187, 187, 187)]
    public void Create_FromLosslessFiles_HasTheirColours(string name, params int[] colours)
    {
        using MLImage fromFile = MLImage.CreateFromFile(ImageFiles.PathOf(name));
        using MLImage fromStream = MLImage.CreateFromStream(new MemoryStream(ImageFiles.Read(name)));

        foreach (MLImage image in new[] { fromFile, fromStream })
        {
            Assert.AreEqual((6, 4, 32), (image.Width, image.Height, image.BitsPerPixel));
            Assert.AreEqual(6 * 4 * 4, image.Pixels.Length);
            ImageFiles.IsColour(colours[0], colours[1], colours[2], ImageFiles.Pixel(image, 5, 0));
            ImageFiles.IsColour(colours[3], colours[4], colours[5], ImageFiles.Pixel(image, 2, 1));
            ImageFiles.IsColour(colours[6], colours[7], colours[8], ImageFiles.Pixel(image, 5, 3));
        }
    }

    /// <summary>The colours are those that Pillow 9.4 reads, over libjpeg-turbo; decoders differ by a few levels.</summary>
    [TestMethod]
    [DataRow("baseline.jpg", 44, 216, 36, 137, 178, 99, 219, 74, 191, 81, 110, 105)]
    [DataRow("progressive.jpg", 44, 216, 36, 137, 178, 99, 219, 74, 191, 81, 110, 105)]
    [DataRow("gray.jpg", 144, 144, 144, 157, 157, 157, 131, 131, 131, 101, 101, 101)]
    public void Create_FromJpegFiles_HasTheirColours(string name, params int[] colours)
    {
        using MLImage image = MLImage.CreateFromFile(ImageFiles.PathOf(name));

        Assert.AreEqual((24, 16), (image.Width, image.Height));
        (int X, int Y)[] places = [(0, 0), (12, 4), (23, 15), (5, 11)];
        for (int i = 0; i < places.Length; i++)
        {
            int[] pixel = ImageFiles.Pixel(image, places[i].X, places[i].Y);
            ImageFiles.IsColour(colours[3 * i], colours[3 * i + 1], colours[3 * i + 2], pixel, tolerance: 4);
        }
    }

    [TestMethod]
    public void Create_FromTranslucentPng_MultipliesColoursByAlpha()
    {
        using MLImage image = MLImage.CreateFromFile(ImageFiles.PathOf("translucent.png"));

        CollectionAssert.AreEqual(new[] { 200, 100, 50, 255 }, ImageFiles.Pixel(image, 0, 0));
        CollectionAssert.AreEqual(new[] { 100, 50, 25, 128 }, ImageFiles.Pixel(image, 1, 0));
        CollectionAssert.AreEqual(new[] { 50, 25, 13, 64 }, ImageFiles.Pixel(image, 0, 1));
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0 }, ImageFiles.Pixel(image, 1, 1));
        CollectionAssert.AreEqual(new byte[] { 50, 100, 200, 50, 100, 199, 52, 100, 199, 0, 0, 0 }, image.GetBGRPixels);
    }

    [TestMethod]
    [DataRow(MLPixelFormat.Rgba32)]
    [DataRow(MLPixelFormat.Bgra32)]
    public void Save_AsPng_LoadsTheSamePixels(MLPixelFormat format)
    {
        byte[] pixels = [.. Enumerable.Range(0, 5 * 3 * 4).Select(i => (byte)(i % 4 == 3 ? 255 : i * 37 % 256))];
        using MLImage image = MLImage.CreateFromPixels(5, 3, format, pixels);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");
        try
        {
            image.Save(path);
            using MLImage loaded = MLImage.CreateFromFile(path);

            Assert.AreEqual((5, 3), (loaded.Width, loaded.Height));
            CollectionAssert.AreEqual(image.GetBGRPixels, loaded.GetBGRPixels);
            for (int i = 0; i < 15; i++)
            {
                CollectionAssert.AreEqual(ImageFiles.Pixel(image, i % 5, i / 5), ImageFiles.Pixel(loaded, i % 5, i / 5));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Save_WithAnExtensionThatIsNoImage_Throws()
    {
        using MLImage image = ImageFiles.Picture(1, 1, (_, _) => (1, 2, 3));

        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.txt");
        Assert.ThrowsExactly<ArgumentException>(() => image.Save(path));
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public void CreateFromPixels_KeepsThemAsTheyAre()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using MLImage image = MLImage.CreateFromPixels(1, 2, MLPixelFormat.Rgba32, pixels);

        Assert.AreEqual((1, 2, MLPixelFormat.Rgba32), (image.Width, image.Height, image.PixelFormat));
        CollectionAssert.AreEqual(pixels, image.Pixels.ToArray());
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1, 6, 5, 4 }, image.GetBGRPixels);
        Assert.IsNull(image.Tag);
        image.Tag = "two";
        Assert.AreEqual("two", image.Tag);
    }

    [TestMethod]
    public void CreateFromPixels_WithWrongSizes_Throws()
    {
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Rgba32, []));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Rgba32, new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Rgba32, new byte[3]));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
    }

    [TestMethod]
    public void Create_WithoutAPathOrStream_Throws()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.ThrowsExactly<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile(ImageFiles.PathOf("there is none.png")));
    }

    [TestMethod]
    public void Dispose_EndsTheUseOfTheImage()
    {
        MLImage image = ImageFiles.Picture(1, 1, (_, _) => (1, 2, 3));
        image.Dispose();
        image.Dispose();

        Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Pixels.Length);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.GetBGRPixels);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Tag);
    }

    [TestMethod]
    public void Create_FromNoImage_Throws()
    {
        IsRefused([]);
        IsRefused("this is no picture"u8.ToArray());
        foreach (string name in new[] { "colour.png", "colour.bmp", "baseline.jpg", "progressive.jpg" })
        {
            IsRefused(ImageFiles.Read(name)[..12]);
            IsRefused(ImageFiles.Read(name)[..30]);
        }
    }

    [TestMethod]
    public void Create_FromAPngWhoseDataIsDamaged_Throws()
    {
        byte[] file = ImageFiles.Read("colour.png");
        int data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        file[data] ^= 0xFF;
        file[data + 1] ^= 0xFF;

        IsRefused(file);
    }

    [TestMethod]
    public void Create_FromAnImageWithoutPixels_Throws()
    {
        byte[] png = ImageFiles.Read("colour.png");
        SetPngSize(png, 0, 4);
        IsRefused(png);
        byte[] jpeg = ImageFiles.Read("baseline.jpg");
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + 7), 0);
        IsRefused(jpeg);
    }

    /// <summary>SkiaSharp allocates what the header says, all of it unread: 14 GB here, which the system may or may not grant.</summary>
    [TestMethod]
    [TestCategory("StandIn")]
    public void Create_FromAFileThatClaimsMoreThanItHolds_ThrowsSoon()
    {
        if (IsMicrosoftML)
        {
            Assert.Inconclusive("This run uses the real Microsoft.ML, which decodes as much as there is.");
        }

        byte[] png = ImageFiles.Read("colour.png");
        SetPngSize(png, 60_000, 60_000);
        byte[] chunk = ImageFiles.Read("colour.png");
        BinaryPrimitives.WriteInt32BigEndian(chunk.AsSpan(chunk.AsSpan().IndexOf("IDAT"u8) - 4), 900_000_000);
        byte[] bmp = ImageFiles.Read("colour.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 20_000);
        BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), 20_000);
        byte[] jpeg = ImageFiles.Read("progressive.jpg");
        int frame = jpeg.AsSpan().IndexOf<byte>([0xFF, 0xC2]);
        BinaryPrimitives.WriteInt32BigEndian(jpeg.AsSpan(frame + 5), 0x4000_4000);

        var clock = Stopwatch.StartNew();
        using var process = Process.GetCurrentProcess();
        long before = process.PeakWorkingSet64;
        IsRefused(png);
        IsRefused(chunk);
        IsRefused(bmp);
        IsRefused(jpeg);
        process.Refresh();
        Assert.IsLessThan(256 << 20, process.PeakWorkingSet64 - before);
        Assert.IsLessThan(5, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Every file cut short and with single bytes changed: an image or an <see cref="ArgumentException"/>, nothing else.</summary>
    [TestMethod]
    [TestCategory("StandIn")]
    [DataRow("colour.png")]
    [DataRow("palette.png")]
    [DataRow("colour.bmp")]
    [DataRow("baseline.jpg")]
    [DataRow("progressive.jpg")]
    public void Create_FromDamagedFiles_GivesAnImageOrThrowsArgumentException(string name)
    {
        if (IsMicrosoftML)
        {
            Assert.Inconclusive("This run uses the real Microsoft.ML, whose decoder is not ours to test.");
        }

        byte[] file = ImageFiles.Read(name);
        int refused = 0;
        for (int i = 0; i < file.Length; i++)
        {
            refused += TryRead(file[..i]) ? 0 : 1;
            foreach (int change in new[] { 0x01, 0x80, 0xFF })
            {
                byte[] damaged = [.. file];
                damaged[i] ^= (byte)change;
                refused += TryRead(damaged) ? 0 : 1;
            }
        }

        Assert.IsGreaterThan(30, refused);
    }

    private static bool IsMicrosoftML => typeof(MLImage).Assembly.GetName().GetPublicKeyToken() is { Length: > 0 };

    private static bool TryRead(byte[] file)
    {
        try
        {
            using MLImage image = MLImage.CreateFromStream(new MemoryStream(file));
            return image.Pixels.Length == 4 * image.Width * image.Height;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void IsRefused(byte[] file)
    {
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(file)));
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.image");
        File.WriteAllBytes(path, file);
        try
        {
            Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Another size in a PNG's header, with the checksum that goes with it.</summary>
    private static void SetPngSize(byte[] png, int width, int height)
    {
        const int Header = 12;
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(Header + 4), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(Header + 8), height);
        uint checksum = uint.MaxValue;
        foreach (byte value in png.AsSpan(Header, 17))
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * 0xEDB88320);
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(Header + 17), ~checksum);
    }
}

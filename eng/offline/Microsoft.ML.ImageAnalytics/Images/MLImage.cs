using StbImageWriteSharp;

namespace Microsoft.ML.Data;

/// <summary>A picture of four bytes a pixel, row by row from the top; colours are multiplied by alpha.</summary>
public sealed class MLImage : IDisposable
{
    private readonly int _width;
    private readonly int _height;
    private readonly MLPixelFormat _pixelFormat;
    private byte[] _pixels;
    private string _tag;

    /// <param name="pixels">Kept, not copied.</param>
    internal MLImage(int width, int height, MLPixelFormat pixelFormat, byte[] pixels)
    {
        _width = width;
        _height = height;
        _pixelFormat = pixelFormat;
        _pixels = pixels;
    }

    public MLPixelFormat PixelFormat => IfNotDisposed(_pixelFormat);

    public ReadOnlySpan<byte> Pixels => Alive;

    public int BitsPerPixel => IfNotDisposed(32);

    public int Height => IfNotDisposed(_height);

    public int Width => IfNotDisposed(_width);

    public string Tag
    {
        get => IfNotDisposed(_tag);
        set => _tag = IfNotDisposed(value);
    }

    public byte[] GetBGRPixels
    {
        get
        {
            byte[] straight = StraightRgba();
            var pixels = new byte[straight.Length / 4 * 3];
            for (int i = 0, from = 0; i < pixels.Length; i += 3, from += 4)
            {
                pixels[i] = straight[from + 2];
                pixels[i + 1] = straight[from + 1];
                pixels[i + 2] = straight[from];
            }

            return pixels;
        }
    }

    private byte[] Alive => _pixels ?? throw new InvalidOperationException("Object is disposed.");

    private int RedIndex => _pixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        byte[] file;
        try
        {
            file = File.ReadAllBytes(imagePath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"Invalid path: {exception.Message}", nameof(imagePath), exception);
        }

        return ImageDecoder.Decode(file, nameof(imagePath));
    }

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var file = new MemoryStream();
        imageStream.CopyTo(file);
        return ImageDecoder.Decode(file.ToArray(), nameof(imageStream));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
        {
            throw new ArgumentException($"Unsupported pixel format {pixelFormat}", nameof(pixelFormat));
        }

        if (width <= 0)
        {
            throw new ArgumentException($"Invalid width value {width}.", nameof(width));
        }

        if (height <= 0)
        {
            throw new ArgumentException($"Invalid height value {height}.", nameof(height));
        }

        if (imagePixelData.Length != (long)width * height * 4)
        {
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size {imagePixelData.Length}.");
        }

        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public void Save(string imagePath)
    {
        byte[] straight = StraightRgba();
        string extension = Path.GetExtension(imagePath);
        var writer = new ImageWriter();
        using var file = new MemoryStream();
        switch (extension.ToLowerInvariant())
        {
            case ".png":
                writer.WritePng(straight, _width, _height, ColorComponents.RedGreenBlueAlpha, file);
                break;
            case ".jpg" or ".jpeg":
                writer.WriteJpg(straight, _width, _height, ColorComponents.RedGreenBlueAlpha, file, 100);
                break;
            default:
                throw new ArgumentException($"Saving an image as '{extension}' is not supported: expected .png, .jpg or .jpeg.", nameof(imagePath));
        }

        File.WriteAllBytes(imagePath, file.ToArray());
    }

    public void Dispose() => _pixels = null;

    /// <summary>A copy of the pixels in the order blue, green, red, alpha.</summary>
    internal byte[] ToBgra()
    {
        byte[] pixels = [.. Alive];
        for (int i = 0; i < pixels.Length && RedIndex == 0; i += 4)
        {
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        }

        return pixels;
    }

    /// <summary>Red, green, blue, alpha, without the multiplication by alpha.</summary>
    private byte[] StraightRgba()
    {
        byte[] pixels = Alive;
        var straight = new byte[pixels.Length];
        for (int i = 0; i < pixels.Length; i += 4)
        {
            byte alpha = pixels[i + 3];
            straight[i] = Straight(pixels[i + RedIndex], alpha);
            straight[i + 1] = Straight(pixels[i + 1], alpha);
            straight[i + 2] = Straight(pixels[i + 2 - RedIndex], alpha);
            straight[i + 3] = alpha;
        }

        return straight;
    }

    private static byte Straight(byte colour, byte alpha) =>
        alpha == 0 ? (byte)0 : (byte)Math.Min(255, (colour * 255 + alpha / 2) / alpha);

    private T IfNotDisposed<T>(T value)
    {
        _ = Alive;
        return value;
    }
}

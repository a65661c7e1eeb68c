using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests.Images;

/// <summary>The pictures in Files, which make_images.py wrote with Pillow, and damaged copies of them.</summary>
internal static class ImageFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Images", "Files");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Red, green, blue and alpha of a pixel, whichever order the image has.</summary>
    public static int[] Pixel(MLImage image, int x, int y)
    {
        ReadOnlySpan<byte> pixel = image.Pixels.Slice((y * image.Width + x) * 4, 4);
        return image.PixelFormat switch
        {
            MLPixelFormat.Rgba32 => [pixel[0], pixel[1], pixel[2], pixel[3]],
            MLPixelFormat.Bgra32 => [pixel[2], pixel[1], pixel[0], pixel[3]],
            _ => throw new AssertFailedException($"An image of format {image.PixelFormat}."),
        };
    }

    /// <summary>An image of opaque pixels.</summary>
    /// <param name="colour">Red, green and blue at column and row.</param>
    public static MLImage Picture(int width, int height, Func<int, int, (int Red, int Green, int Blue)> colour)
    {
        var pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
        {
            (int red, int green, int blue) = colour(i % width, i / width);
            (pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2], pixels[4 * i + 3]) = ((byte)red, (byte)green, (byte)blue, 255);
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    public static void IsColour(int red, int green, int blue, int[] pixel, int tolerance = 0)
    {
        int[] expected = [red, green, blue, 255];
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(expected[i], pixel[i], tolerance, $"Found {string.Join(", ", pixel)}, expected {string.Join(", ", expected)}.");
        }
    }
}

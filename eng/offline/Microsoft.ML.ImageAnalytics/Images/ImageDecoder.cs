using StbImageSharp;

namespace Microsoft.ML.Data;

/// <summary>PNG, JPEG and BMP files. A file that claims more than its bytes can hold is refused before it is decoded.</summary>
internal static class ImageDecoder
{
    /// <exception cref="ArgumentException">The file is damaged, or of another kind.</exception>
    public static MLImage Decode(byte[] file, string paramName)
    {
        try
        {
            ImageHeader header = ImageHeader.Read(file);
            ImageResult image = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
            if ((image.Width, image.Height) != (header.Width, header.Height))
            {
                throw new InvalidDataException($"it holds {image.Width} x {image.Height} pixels where its header says {header.Width} x {header.Height}");
            }

            MultiplyByAlpha(image.Data);
            return new MLImage(image.Width, image.Height, MLPixelFormat.Bgra32, image.Data);
        }
        catch (Exception exception)
        {
            // Whatever the decoder trips over, an index or a sum in a damaged file included.
            throw new ArgumentException($"Not an image that can be read: {exception.Message}", paramName, exception);
        }
    }

    /// <summary>From red, green, blue, alpha to blue, green, red, alpha, the colours multiplied by alpha, rounded.</summary>
    private static void MultiplyByAlpha(byte[] pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            (pixels[i], pixels[i + 2]) = (Multiply(pixels[i + 2], alpha), Multiply(pixels[i], alpha));
            pixels[i + 1] = Multiply(pixels[i + 1], alpha);
        }

        static byte Multiply(int colour, int alpha) => (byte)((colour * alpha + 127) / 255);
    }
}

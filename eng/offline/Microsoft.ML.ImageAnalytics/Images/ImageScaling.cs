using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Images of another size, with the tag of the first.</summary>
internal static class ImageScaling
{
    public static MLImage Resize(
        MLImage image, int width, int height, ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor)
    {
        byte[] pixels = resizing == ImageResizingEstimator.ResizingKind.Fill ? Fill(image, width, height)
            : Place(image, width, height, Rectangle.Of(image, width, height, resizing, anchor));
        return new MLImage(width, height, MLPixelFormat.Bgra32, pixels) { Tag = image.Tag };
    }

    /// <summary>The nearest pixel, whatever that does to the shape; between two the first, as SkiaSharp has it.</summary>
    private static byte[] Fill(MLImage image, int width, int height)
    {
        byte[] source = image.ToBgra();
        var pixels = new byte[width * height * 4];
        for (int y = 0; y < height; y++)
        {
            int row = Nearest(y, image.Height, height) * image.Width;
            for (int x = 0; x < width; x++)
            {
                source.AsSpan((row + Nearest(x, image.Width, width)) * 4, 4).CopyTo(pixels.AsSpan((y * width + x) * 4));
            }
        }

        return pixels;

        static int Nearest(int i, int from, int to) => (int)((((2L * i) + 1) * from - 1) / (2L * to));
    }

    /// <summary>The whole image in a rectangle of another; what is out of it is cut off, what is not covered is zero.</summary>
    private static byte[] Place(MLImage image, int width, int height, Rectangle place)
    {
        var pixels = new byte[width * height * 4];
        if (place.Width == 0 || place.Height == 0)
        {
            return pixels;
        }

        byte[] source = image.ToBgra();
        AxisWeights[] columns = AxisWeights.Of(image.Width, place.Width);
        AxisWeights[] rows = AxisWeights.Of(image.Height, place.Height);
        var line = new float[image.Width * 4];
        for (int y = Math.Max(0, place.Top); y < Math.Min(height, place.Top + place.Height); y++)
        {
            AxisWeights row = rows[y - place.Top];
            Array.Clear(line);
            for (int k = 0; k < row.Weights.Length; k++)
            {
                ReadOnlySpan<byte> from = source.AsSpan((row.First + k) * line.Length, line.Length);
                for (int i = 0; i < line.Length; i++)
                {
                    line[i] += row.Weights[k] * from[i];
                }
            }

            for (int x = Math.Max(0, place.Left); x < Math.Min(width, place.Left + place.Width); x++)
            {
                AxisWeights column = columns[x - place.Left];
                for (int colour = 0; colour < 4; colour++)
                {
                    float sum = 0;
                    for (int k = 0; k < column.Weights.Length; k++)
                    {
                        sum += column.Weights[k] * line[(column.First + k) * 4 + colour];
                    }

                    pixels[(y * width + x) * 4 + colour] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
                }
            }
        }

        return pixels;
    }

    /// <summary>Where the image goes, in whole pixels cut towards zero, as ML.NET has them.</summary>
    private readonly record struct Rectangle(int Left, int Top, int Width, int Height)
    {
        public static Rectangle Of(
            MLImage image, int width, int height, ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor)
        {
            float byWidth = (float)width / image.Width;
            float byHeight = (float)height / image.Height;
            bool pads = resizing == ImageResizingEstimator.ResizingKind.IsoPad;
            float scale = pads ? Math.Min(byWidth, byHeight) : Math.Max(byWidth, byHeight);
            float left = (width - (image.Width * scale)) * Share(pads, anchor, ImageResizingEstimator.Anchor.Left, ImageResizingEstimator.Anchor.Right);
            float top = (height - (image.Height * scale)) * Share(pads, anchor, ImageResizingEstimator.Anchor.Top, ImageResizingEstimator.Anchor.Bottom);
            return new Rectangle((int)left, (int)top, (int)(image.Width * scale), (int)(image.Height * scale));
        }

        /// <summary>How much of the room, or of what is cut off, is before the image.</summary>
        private static float Share(
            bool pads, ImageResizingEstimator.Anchor anchor, ImageResizingEstimator.Anchor none, ImageResizingEstimator.Anchor all) =>
            pads ? 0.5f : anchor == none ? 0 : anchor == all ? 1 : 0.5f;
    }
}

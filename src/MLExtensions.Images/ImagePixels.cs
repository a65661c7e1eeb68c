using Microsoft.ML.Data;

namespace MLExtensions.Images;

/// <summary>The pixels of images, brought to one size, channel by channel as floats from 0 to 255. For one thread at a time.</summary>
internal sealed class ImagePixels(ImageFormat format)
{
    private const int Colors = 3;

    // The BT.601 luma of red, green and blue.
    private static readonly float[] s_grey = [0.299f, 0.587f, 0.114f];

    private float[] _colors = [];
    private ImageResampler? _resampler;

    /// <param name="image">An image of any size.</param>
    /// <param name="values">Receives [channels, height, width].</param>
    public void Fill(MLImage image, Span<float> values)
    {
        int plane = format.Height * format.Width;
        if (format.Channels == Colors)
        {
            Fill(image, values, plane);
            return;
        }

        if (_colors.Length != Colors * plane)
        {
            _colors = new float[Colors * plane];
        }

        Fill(image, _colors, plane);
        for (int i = 0; i < plane; i++)
        {
            values[i] = (s_grey[0] * _colors[i]) + (s_grey[1] * _colors[plane + i]) + (s_grey[2] * _colors[(2 * plane) + i]);
        }
    }

    private void Fill(MLImage image, Span<float> colors, int plane)
    {
        var pixels = image.Pixels;
        bool isBgr = image.PixelFormat switch
        {
            MLPixelFormat.Bgra32 => true,
            MLPixelFormat.Rgba32 => false,
            _ => throw new UnreadableValueException($"an image has pixels of the format {image.PixelFormat}; expected Bgra32 or Rgba32."),
        };
        bool keepsSize = image.Height == format.Height && image.Width == format.Width;
        if (!keepsSize && _resampler?.IsFor(image.Height, image.Width) != true)
        {
            _resampler = new ImageResampler(image.Height, image.Width, format.Height, format.Width, format.Fit);
        }

        for (int color = 0; color < Colors; color++)
        {
            var source = pixels[(isBgr ? Colors - 1 - color : color)..];
            var target = colors.Slice(color * plane, plane);
            if (!keepsSize)
            {
                _resampler!.Resample(source, target);
                continue;
            }

            for (int i = 0; i < plane; i++)
            {
                target[i] = source[i * ImageResampler.BytesOfPixel];
            }
        }
    }
}

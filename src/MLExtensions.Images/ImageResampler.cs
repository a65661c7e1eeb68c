namespace MLExtensions.Images;

/// <summary>Brings images of one size to another: each pixel is the mean of those below it, weighted by a triangle as wide as the scale, which is bilinear where the image grows.</summary>
/// <remarks>As PIL's BILINEAR filter; rows and columns are done one after the other. For one thread at a time.</remarks>
internal sealed class ImageResampler
{
    /// <summary>Bytes from one pixel to the next.</summary>
    public const int BytesOfPixel = 4;

    private readonly int _height;
    private readonly int _width;
    private readonly int _targetWidth;
    private readonly ResamplingAxis _rows;
    private readonly ResamplingAxis _columns;
    private readonly float[] _lines;

    public ImageResampler(int height, int width, int targetHeight, int targetWidth, ImageFit fit)
    {
        (_height, _width, _targetWidth) = (height, width, targetWidth);
        double rows = (double)targetHeight / height, columns = (double)targetWidth / width;
        (rows, columns) = fit switch
        {
            ImageFit.Crop => (Math.Max(rows, columns), Math.Max(rows, columns)),
            ImageFit.Pad => (Math.Min(rows, columns), Math.Min(rows, columns)),
            _ => (rows, columns),
        };
        _rows = new ResamplingAxis(height, targetHeight, rows);
        _columns = new ResamplingAxis(width, targetWidth, columns);
        _lines = new float[height * targetWidth];
    }

    public bool IsFor(int height, int width) => (_height, _width) == (height, width);

    /// <param name="source">One channel: a byte of each pixel, row by row.</param>
    /// <param name="target">Receives the pixels, row by row.</param>
    public void Resample(ReadOnlySpan<byte> source, Span<float> target)
    {
        for (int y = 0; y < _height; y++)
        {
            var line = source[(y * _width * BytesOfPixel)..];
            for (int x = 0; x < _targetWidth; x++)
            {
                float sum = 0;
                int place = _columns.First(x);
                foreach (float weight in _columns.Weights(x))
                {
                    sum += weight * line[place++ * BytesOfPixel];
                }

                _lines[(y * _targetWidth) + x] = sum;
            }
        }

        for (int y = 0; y < _rows.Length; y++)
        {
            var weights = _rows.Weights(y);
            for (int x = 0; x < _targetWidth; x++)
            {
                float sum = 0;
                int place = (_rows.First(y) * _targetWidth) + x;
                foreach (float weight in weights)
                {
                    sum += weight * _lines[place];
                    place += _targetWidth;
                }

                target[(y * _targetWidth) + x] = sum;
            }
        }
    }
}

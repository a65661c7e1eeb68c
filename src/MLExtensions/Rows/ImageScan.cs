using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Mean and spread of each channel, over all pixels.</summary>
internal sealed class ImageScan(FeatureColumn column, ImageFormat format) : ColumnScan(column)
{
    private readonly double[] _sums = new double[format.Channels];
    private readonly double[] _squares = new double[format.Channels];
    private long _images;

    public override void Add(ReadOnlySpan<float> values)
    {
        int pixels = format.Height * format.Width;
        for (int channel = 0; channel < _sums.Length; channel++)
        {
            double sum = 0, squares = 0;
            foreach (float value in values.Slice(channel * pixels, pixels))
            {
                sum += value;
                squares += (double)value * value;
            }

            _sums[channel] += sum;
            _squares[channel] += squares;
        }

        _images++;
    }

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        map = null;
        double count = (double)_images * format.Height * format.Width;
        double[] means = [.. _sums.Select(sum => sum / count)];
        return (Column, new ImageColumn
        {
            Name = Column.Name,
            Height = format.Height,
            Width = format.Width,
            Means = [.. means.Select(mean => (float)mean)],
            Scales = [.. means.Select((mean, channel) => Scale((_squares[channel] / count) - (mean * mean)))],
            Augmentation = format.Augmentation,
        });
    }

    // A channel that is the same everywhere stays as it is.
    private static float Scale(double variance) => variance > 1e-12 ? (float)Math.Sqrt(variance) : 1;
}

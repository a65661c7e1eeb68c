namespace MLExtensions.Images;

/// <summary>For each place along an axis, which places of the source it is made of, and with what weights; none where it lies outside of the image.</summary>
internal sealed class ResamplingAxis
{
    private readonly int[] _first;
    private readonly float[][] _weights;

    /// <param name="source">Pixels of the source.</param>
    /// <param name="target">Pixels of the target.</param>
    /// <param name="scale">Pixels of the target to one of the source; both centres meet.</param>
    public ResamplingAxis(int source, int target, double scale)
    {
        _first = new int[target];
        _weights = new float[target][];

        // An image within the target covers whole pixels.
        double covered = source * scale < target ? Math.Max(1, Math.Round(source * scale)) : source * scale;
        scale = covered / source;
        double start = ((target - covered) / 2) is var margin && margin > 0 ? Math.Floor(margin) : margin;
        double support = Math.Max(1, 1 / scale);
        for (int i = 0; i < target; i++)
        {
            double center = (i + 0.5 - start) / scale;
            if (i < start || i >= start + covered - 1e-9)
            {
                _weights[i] = [];
                continue;
            }

            int first = Math.Max(0, (int)(center - support + 0.5)), end = Math.Min(source, (int)(center + support + 0.5));
            double[] weights = [.. Enumerable.Range(first, Math.Max(1, end - first)).Select(place => Math.Max(0, 1 - (Math.Abs(place + 0.5 - center) / support)))];
            double sum = weights.Sum();
            _first[i] = first;
            _weights[i] = [.. weights.Select(weight => (float)(weight / sum))];
        }
    }

    /// <summary>Pixels of the target.</summary>
    public int Length => _first.Length;

    public int First(int place) => _first[place];

    public ReadOnlySpan<float> Weights(int place) => _weights[place];
}

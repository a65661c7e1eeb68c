namespace Microsoft.ML.Data;

/// <summary>
/// What each pixel of a line takes from the pixels of a longer or shorter one. Shrinking averages the pixels that it covers; enlarging
/// is the cubic of Mitchell and Netravali, "Reconstruction Filters in Computer Graphics" (1988), with B = C = 1/3. At the same length it is the same.
/// </summary>
internal readonly record struct AxisWeights(int First, float[] Weights)
{
    public static AxisWeights[] Of(int sourceLength, int length)
    {
        double step = (double)sourceLength / length;
        return [.. Enumerable.Range(0, length).Select(i => sourceLength == length ? new AxisWeights(i, [1])
            : sourceLength > length ? Average(i * step, (i + 1) * step, sourceLength)
            : Cubic((i + 0.5) * step - 0.5, sourceLength))];
    }

    private static AxisWeights Average(double from, double to, int sourceLength)
    {
        int first = (int)from;
        int last = Math.Min((int)Math.Ceiling(to - 1e-9), sourceLength) - 1;
        return new AxisWeights(first, [.. Enumerable.Range(first, last - first + 1)
            .Select(i => (float)((Math.Min(to, i + 1) - Math.Max(from, i)) / (to - from)))]);
    }

    /// <summary>Past an edge its pixel goes on.</summary>
    private static AxisWeights Cubic(double centre, int sourceLength)
    {
        int start = (int)Math.Floor(centre) - 1;
        int first = Math.Clamp(start, 0, sourceLength - 1);
        int last = Math.Clamp(start + 3, 0, sourceLength - 1);
        var weights = new float[last - first + 1];
        for (int i = start; i < start + 4; i++)
        {
            weights[Math.Clamp(i, first, last) - first] += (float)Mitchell(Math.Abs(centre - i));
        }

        return new AxisWeights(first, weights);
    }

    private static double Mitchell(double x) =>
        x < 1 ? ((7 * x - 12) * x * x + 16 / 3.0) / 6
            : x < 2 ? (((-7 / 3.0 * x + 12) * x - 20) * x + 32 / 3.0) / 6
            : 0;
}

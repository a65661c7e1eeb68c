namespace MLExtensions.Networks;

/// <summary>Bins with about as many values in each.</summary>
internal static class QuantileBins
{
    public const int LeastBins = 2;

    private const int LeastDistinct = 3;

    /// <summary>
    /// The different ones of the quantiles 0/k, 1/k, ..., k/k, interpolated linearly, as torch.quantile(x, torch.linspace(0, 1, k + 1)).unique() gives them: k is the number of bins that
    /// are asked for, but less than that of values. Empty where there are fewer than three different values or fewer than two bins.
    /// </summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="minimum">The least of all values, those that are not in the sample included.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="maximumBins">The most bins.</param>
    public static float[] Edges(ReadOnlySpan<float> sorted, float minimum, float maximum, int maximumBins)
    {
        if (!HasDistinct(sorted, LeastDistinct))
        {
            return [];
        }

        int bins = Math.Min(maximumBins, sorted.Length - 1), count = 0;
        float[] edges = new float[bins + 1];
        for (int i = 0; i <= bins; i++)
        {
            float edge = At(sorted, (double)i * (sorted.Length - 1) / bins);
            if (count == 0 || edge > edges[count - 1])
            {
                edges[count++] = edge;
            }
        }

        if (count <= LeastBins)
        {
            return [];
        }

        edges[0] = minimum;
        edges[count - 1] = maximum;
        return edges[..count];
    }

    private static float At(ReadOnlySpan<float> sorted, double position)
    {
        int below = (int)position;
        double low = sorted[below];
        return below == sorted.Length - 1 ? sorted[below] : (float)(low + ((position - below) * (sorted[below + 1] - low)));
    }

    private static bool HasDistinct(ReadOnlySpan<float> sorted, int least)
    {
        int distinct = sorted.IsEmpty ? 0 : 1;
        for (int i = 1; i < sorted.Length && distinct < least; i++)
        {
            distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
        }

        return distinct >= least;
    }
}

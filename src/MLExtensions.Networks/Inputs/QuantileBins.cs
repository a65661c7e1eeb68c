namespace MLExtensions.Networks;

/// <summary>Bins with about as many values in each, narrower ones at the ends.</summary>
internal static class QuantileBins
{
    public const int LeastBins = 2;

    private const int LeastDistinct = 3;

    /// <summary>At each end so many bins are halved one after the other, as the outermost one of a long tail would be wide.</summary>
    private const int MostTailLevels = 4;

    private const int FewestForTails = 16;

    /// <summary>
    /// The edges. All different values, where they are few enough. Else a value that alone fills a bin, such as the 0 of most incomes, is an edge, so that it takes no bins from the others;
    /// of the others the quantiles are edges, as torch.quantile gives them: of levels that lie evenly between 0 and 1, and at both ends at halves, quarters, eighths and sixteenths of their
    /// distance. Empty where there are fewer than three different values or fewer than two bins.
    /// </summary>
    /// <param name="sorted">Values in ascending order.</param>
    /// <param name="minimum">The least of all values, those that are not in the sample included.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="maximumBins">The most bins.</param>
    public static float[] Edges(ReadOnlySpan<float> sorted, float minimum, float maximum, int maximumBins)
    {
        var edges = new SortedSet<float>();
        if (!AddDistinct(edges, sorted, maximumBins + 1))
        {
            edges.Clear();
            float[] light = WithoutHeavy(edges, sorted, sorted.Length / (double)maximumBins);
            AddQuantiles(edges, light, maximumBins + 1 - edges.Count);
        }
        else if (edges.Count < LeastDistinct)
        {
            return [];
        }

        if (edges.Count <= LeastBins)
        {
            return [];
        }

        float[] sound = [.. edges];
        (sound[0], sound[^1]) = (minimum, maximum);
        return sound;
    }

    /// <summary>Adds the different values; false where there are more than so many.</summary>
    private static bool AddDistinct(SortedSet<float> edges, ReadOnlySpan<float> sorted, int most)
    {
        for (int i = 0; i < sorted.Length && edges.Count <= most; i++)
        {
            if (i == 0 || sorted[i] > sorted[i - 1])
            {
                edges.Add(sorted[i]);
            }
        }

        return edges.Count <= most;
    }

    /// <summary>Adds the values that are there at least so often; gives the others, in order.</summary>
    private static float[] WithoutHeavy(SortedSet<float> edges, ReadOnlySpan<float> sorted, double often)
    {
        var light = new List<float>(sorted.Length);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start])
            {
                end++;
            }

            if (end - start >= often)
            {
                edges.Add(sorted[start]);
            }
            else
            {
                light.AddRange(sorted[start..end]);
            }
        }

        return [.. light];
    }

    /// <summary>Adds quantiles, at most so many.</summary>
    private static void AddQuantiles(SortedSet<float> edges, float[] sorted, int most)
    {
        if (sorted.Length == 0 || most < 2)
        {
            return;
        }

        int tail = most < FewestForTails ? 0 : Math.Min(MostTailLevels, most / 8);
        int intervals = Math.Min(most - 1 - (2 * tail), sorted.Length);
        for (int i = 0; i <= intervals; i++)
        {
            edges.Add(At(sorted, (double)i / intervals));
        }

        for (int halvings = 1; halvings <= tail; halvings++)
        {
            double level = 1.0 / (intervals * (1 << halvings));
            edges.Add(At(sorted, level));
            edges.Add(At(sorted, 1 - level));
        }
    }

    private static float At(float[] sorted, double level)
    {
        double position = level * (sorted.Length - 1);
        int below = Math.Min((int)position, sorted.Length - 1);
        double low = sorted[below];
        return below == sorted.Length - 1 ? sorted[below] : (float)(low + ((position - below) * (sorted[below + 1] - low)));
    }
}

using System.Buffers;

namespace MLExtensions.Networks;

/// <summary>Discounted cumulative gain: what an order of rows is worth by their labels (Järvelin, Kekäläinen, "Cumulated Gain-Based Evaluation of IR Techniques", 2002).</summary>
internal static class DiscountedGain
{
    /// <summary>Places that count in the metric.</summary>
    private const int Depth = 10;

    /// <summary>What a label is worth at the first place.</summary>
    public static double Gain(float label) => Math.Pow(2, label) - 1;

    /// <summary>What a place, counted from 0, takes of the gain.</summary>
    public static double Discount(int place) => 1 / Math.Log2(place + 2.0);

    /// <summary>NDCG@10 of a group; null where no row of it has a label above 0.</summary>
    /// <param name="scores">The rows' scores.</param>
    /// <param name="labels">The rows' labels.</param>
    /// <param name="weights">The rows' weights, those of 0 are left out; empty for none.</param>
    public static double? Normalized(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        float[] keys = ArrayPool<float>.Shared.Rent(labels.Length);
        float[] values = ArrayPool<float>.Shared.Rent(labels.Length);
        int count = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                (keys[count], values[count]) = (-scores[i], labels[i]);
                count++;
            }
        }

        // From the highest score on.
        Array.Sort(keys, values, 0, count);
        double gain = OfOrder(keys.AsSpan(0, count), values.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            keys[i] = -values[i];
        }

        Array.Sort(keys, values, 0, count);
        double best = OfOrder(keys.AsSpan(0, count), values.AsSpan(0, count));
        ArrayPool<float>.Shared.Return(keys);
        ArrayPool<float>.Shared.Return(values);
        return best > 0 ? gain / best : null;
    }

    /// <param name="keys">What the rows are sorted by. Rows of one key have the mean of their gains at each of their places: what they would have on average over all orders.</param>
    /// <param name="labels">Their labels.</param>
    private static double OfOrder(ReadOnlySpan<float> keys, ReadOnlySpan<float> labels)
    {
        double sum = 0;
        int end;
        for (int start = 0; start < Math.Min(keys.Length, Depth); start = end)
        {
            double gains = 0;
            double discounts = 0;
            for (end = start; end < keys.Length && (end == start || keys[end] == keys[start]); end++)
            {
                gains += Gain(labels[end]);
                discounts += end < Depth ? Discount(end) : 0;
            }

            sum += gains / (end - start) * discounts;
        }

        return sum;
    }
}

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The ranges that a feature's values are put into: the upper bounds, each in its bin, the last infinite.</summary>
internal sealed class FeatureBins
{
    private FeatureBins(float[] upperBounds)
    {
        UpperBounds = upperBounds;
        ZeroBin = Find(0);
    }

    public float[] UpperBounds { get; }

    public int Count => UpperBounds.Length;

    public int ZeroBin { get; }

    /// <param name="values">All that are not zero, in an order that is not kept.</param>
    /// <param name="zeroCount">How many more are zero.</param>
    /// <param name="maximumCount">The greatest number of bins.</param>
    public static FeatureBins Of(Span<float> values, int zeroCount, int maximumCount)
    {
        values.Sort();
        return new FeatureBins(Bounds(Distinct(values, zeroCount), maximumCount));
    }

    public int Find(float value)
    {
        int index = Array.BinarySearch(UpperBounds, value);
        return index < 0 ? ~index : index;
    }

    private static List<(float Value, int Count)> Distinct(ReadOnlySpan<float> sorted, int zeroCount)
    {
        var distinct = new List<(float Value, int Count)>();
        foreach (float value in sorted)
        {
            if (distinct.Count > 0 && distinct[^1].Value == value)
            {
                distinct[^1] = (value, distinct[^1].Count + 1);
                continue;
            }

            AddZeroBefore(value);
            distinct.Add((value, 1));
        }

        AddZeroBefore(float.PositiveInfinity);
        return distinct;

        void AddZeroBefore(float value)
        {
            if (zeroCount > 0 && value > 0 && (distinct.Count == 0 || distinct[^1].Value < 0))
            {
                distinct.Add((0, zeroCount));
            }
        }
    }

    /// <summary>One bin for each value, or, where they are too many, bins of about the same number of rows.</summary>
    private static float[] Bounds(List<(float Value, int Count)> distinct, int maximumCount)
    {
        var bounds = new List<float>();
        int rowsLeft = distinct.Sum(value => value.Count);
        int inBin = 0;
        for (int i = 0; i < distinct.Count - 1; i++)
        {
            inBin += distinct[i].Count;
            int binsLeft = maximumCount - bounds.Count;
            if (binsLeft > 1 && (distinct.Count <= maximumCount || (long)inBin * binsLeft >= rowsLeft))
            {
                bounds.Add(Between(distinct[i].Value, distinct[i + 1].Value));
                rowsLeft -= inBin;
                inBin = 0;
            }
        }

        return [.. bounds, float.PositiveInfinity];
    }

    private static float Between(float low, float high)
    {
        float middle = (float)(((double)low + high) / 2);
        return middle >= low && middle < high ? middle : low;
    }
}

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The ranges that a feature's values are put into: the upper bounds, each in its bin, the last infinite. Missing values have a bin after them.</summary>
internal sealed class FeatureBins
{
    private readonly bool _hasMissing;

    private FeatureBins(float[] upperBounds, bool hasMissing)
    {
        UpperBounds = upperBounds;
        _hasMissing = hasMissing;
        ZeroBin = Find(0);
    }

    public float[] UpperBounds { get; }

    public int Count => UpperBounds.Length + (_hasMissing ? 1 : 0);

    public int ZeroBin { get; }

    /// <summary>-1 where none is missing.</summary>
    public int MissingBin => _hasMissing ? UpperBounds.Length : -1;

    /// <param name="values">All that are not zero, in an order that is not kept.</param>
    /// <param name="zeroCount">How many more are zero.</param>
    /// <param name="maximumCount">The greatest number of bins, without that of missing values.</param>
    public static FeatureBins Of(Span<float> values, int zeroCount, int maximumCount)
    {
        values.Sort();
        int missing = 0;
        while (missing < values.Length && float.IsNaN(values[missing]))
        {
            missing++;
        }

        List<(float Value, int Count)> distinct = Distinct(values[missing..], zeroCount);
        return new FeatureBins(Bounds(distinct, maximumCount), missing > 0);
    }

    public int Find(float value)
    {
        if (float.IsNaN(value))
        {
            return UpperBounds.Length;
        }

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

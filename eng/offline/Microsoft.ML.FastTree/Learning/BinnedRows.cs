using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// The rows' features as bins, which are numbered over all features. Features that are the same in all rows are left out. A row holds those bins only that its features are not in by being zero, so that
/// of a sparse row little is held, and of a histogram the zeros' bins follow from the sum over all rows.
/// </summary>
internal sealed class BinnedRows
{
    private readonly int[] _starts;
    private readonly int[] _bins;

    public BinnedRows(TreeRows rows, int maximumBinCount)
    {
        (Features, Indices, int[] places) = MakeBins(rows, maximumBinCount);
        Offsets = new int[Features.Length + 1];
        for (int feature = 0; feature < Features.Length; feature++)
        {
            Offsets[feature + 1] = checked(Offsets[feature] + Features[feature].Count);
        }

        Count = rows.Labels.Length;
        _starts = new int[Count + 1];
        var bins = new List<int>(rows.Indices.Count);
        for (int row = 0; row < Count; row++)
        {
            for (int i = rows.Starts[row]; i < rows.Starts[row + 1]; i++)
            {
                int feature = places[rows.Indices[i]];
                int bin = feature < 0 ? 0 : Features[feature].Find(rows.Values[i]);
                if (feature >= 0 && bin != Features[feature].ZeroBin)
                {
                    bins.Add(Offsets[feature] + bin);
                }
            }

            _starts[row + 1] = bins.Count;
        }

        _bins = [.. bins];
    }

    public int Count { get; }

    public FeatureBins[] Features { get; }

    /// <summary>The index of each feature in the data.</summary>
    public int[] Indices { get; }

    /// <summary>The number of each feature's first bin; last, that of all bins.</summary>
    public int[] Offsets { get; }

    public ReadOnlySpan<int> Row(int row) => _bins.AsSpan(_starts[row].._starts[row + 1]);

    /// <summary>The bin of one feature, numbered within it.</summary>
    public int Bin(int row, int feature)
    {
        ReadOnlySpan<int> bins = Row(row);
        int first = Offsets[feature];
        int index = bins.BinarySearch(first);
        index = index < 0 ? ~index : index;
        return index < bins.Length && bins[index] < Offsets[feature + 1] ? bins[index] - first : Features[feature].ZeroBin;
    }

    /// <summary>The features that differ between rows, their indices, and for each index its place among them, or -1.</summary>
    private static (FeatureBins[] Features, int[] Indices, int[] Places) MakeBins(TreeRows rows, int maximumBinCount)
    {
        var values = new List<float>[rows.FeatureCount];
        for (int i = 0; i < rows.Indices.Count; i++)
        {
            (values[rows.Indices[i]] ??= []).Add(rows.Values[i]);
        }

        var features = new List<FeatureBins>();
        var indices = new List<int>();
        int[] places = new int[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            FeatureBins bins = values[index] is { } ofFeature
                ? FeatureBins.Of(CollectionsMarshal.AsSpan(ofFeature), rows.Labels.Length - ofFeature.Count, maximumBinCount)
                : null;
            places[index] = bins?.Count > 1 ? features.Count : -1;
            if (places[index] >= 0)
            {
                features.Add(bins);
                indices.Add(index);
            }
        }

        return ([.. features], [.. indices], places);
    }
}

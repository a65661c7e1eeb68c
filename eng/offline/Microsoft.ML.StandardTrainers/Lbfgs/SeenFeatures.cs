using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>Hashes and the like give many features that no row has. Their weights are 0, so they are left out of training.</summary>
internal static class SeenFeatures
{
    /// <summary>The indices of the features that are not 0 in every row, rising.</summary>
    public static int[] Of(List<TrainingRow> rows, int featureCount)
    {
        bool[] seen = new bool[featureCount];
        foreach (TrainingRow row in rows)
        {
            foreach ((int index, float value) in row.Features.Items())
            {
                seen[index] |= value != 0;
            }
        }

        return [.. Enumerable.Range(0, featureCount).Where(feature => seen[feature])];
    }

    /// <summary>The rows with these features alone.</summary>
    public static List<TrainingRow> Alone(List<TrainingRow> rows, int[] features, int featureCount)
    {
        if (features.Length == featureCount)
        {
            return rows;
        }

        int[] places = new int[featureCount];
        foreach ((int place, int feature) in features.Index())
        {
            places[feature] = place;
        }

        return rows.ConvertAll(row =>
        {
            KeyValuePair<int, float>[] items = [.. row.Features.Items().Where(item => item.Value != 0)];
            int[] indices = Array.ConvertAll(items, item => places[item.Key]);
            return row with { Features = new VBuffer<float>(features.Length, items.Length, Array.ConvertAll(items, item => item.Value), indices) };
        });
    }
}

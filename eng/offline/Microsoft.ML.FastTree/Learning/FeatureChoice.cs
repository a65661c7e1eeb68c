namespace Microsoft.ML.Trainers.FastTree;

internal static class FeatureChoice
{
    /// <summary>A part of so many features, at least one of them.</summary>
    public static bool[] Part(Random random, int count, double fraction)
    {
        bool[] chosen = new bool[count];
        int[] features = [.. Enumerable.Range(0, count)];
        if (fraction < 1)
        {
            random.Shuffle(features);
        }

        foreach (int feature in features.AsSpan(0, Math.Min(count, (int)Math.Ceiling(count * fraction))))
        {
            chosen[feature] = true;
        }

        return chosen;
    }

    /// <summary>Each usable feature with a chance of its own, so that it may be none.</summary>
    public static bool[] Each(Random random, bool[] usable, double chance) =>
        Array.ConvertAll(usable, isUsable => isUsable && random.NextDouble() < chance);
}

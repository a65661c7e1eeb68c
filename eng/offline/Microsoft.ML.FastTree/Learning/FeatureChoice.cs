namespace Microsoft.ML.Trainers.FastTree;

internal static class FeatureChoice
{
    /// <summary>A part of the usable features, at least one of them.</summary>
    public static bool[] Part(Random random, bool[] usable, double fraction)
    {
        if (fraction == 1)
        {
            return usable;
        }

        int[] features = [.. Enumerable.Range(0, usable.Length).Where(feature => usable[feature])];
        random.Shuffle(features);
        bool[] chosen = new bool[usable.Length];
        foreach (int feature in features.AsSpan(0, Math.Min(features.Length, (int)Math.Ceiling(features.Length * fraction))))
        {
            chosen[feature] = true;
        }

        return chosen;
    }

    /// <summary>Each usable feature with a chance of its own, so that it may be none.</summary>
    public static bool[] Each(Random random, bool[] usable, double chance) =>
        Array.ConvertAll(usable, isUsable => isUsable && random.NextDouble() < chance);
}

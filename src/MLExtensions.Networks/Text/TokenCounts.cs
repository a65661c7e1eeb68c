namespace MLExtensions.Networks;

internal static class TokenCounts
{
    /// <summary>Those that are there often enough, the most frequent first, in ordinal order where counts are equal.</summary>
    public static IEnumerable<string> MostFrequent(this IEnumerable<KeyValuePair<string, long>> counts, long minimumCount, int maximum) => counts
        .Where(token => token.Value >= minimumCount)
        .OrderByDescending(token => token.Value)
        .ThenBy(token => token.Key, StringComparer.Ordinal)
        .Take(maximum)
        .Select(token => token.Key);
}

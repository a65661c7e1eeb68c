namespace MLExtensions.PublishedResults;

/// <summary>Sentences and messages.</summary>
internal static class SentenceLines
{
    public static IReadOnlyList<ResultLine> All { get; } = [];
}

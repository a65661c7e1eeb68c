namespace MLExtensions.PublishedResults;

/// <summary>All lines of the table.</summary>
internal static class ResultLines
{
    public static IReadOnlyList<ResultLine> All { get; } = [.. TableLines.All, .. ImageLines.All, .. SeriesLines.All, .. SentenceLines.All];
}

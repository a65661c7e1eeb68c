namespace MLExtensions.PublishedResults;

/// <summary>A text with its class.</summary>
internal sealed class Sentence
{
    public string Label { get; set; } = "";

    public string Text { get; set; } = "";
}

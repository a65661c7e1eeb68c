namespace MLExtensions.PublishedResults;

/// <summary>A text that is one of two kinds.</summary>
internal sealed class Message
{
    public bool Label { get; set; }

    public string Text { get; set; } = "";
}

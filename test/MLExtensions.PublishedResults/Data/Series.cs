namespace MLExtensions.PublishedResults;

/// <summary>A sequence with its class.</summary>
internal sealed class Series
{
    public string Label { get; set; } = "";

    public float[] Values { get; set; } = [];
}

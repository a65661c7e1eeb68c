namespace MLExtensions.PublishedResults;

/// <summary>A sequence as a vector of one length.</summary>
internal sealed class PaddedSeries
{
    public float[] Padded { get; set; } = [];
}

namespace MLExtensions.ImageResults;

/// <summary>An image's file and what is on it.</summary>
internal sealed class ImageRow
{
    public byte[] Image { get; set; } = [];

    public string Label { get; set; } = "";
}

namespace MLExtensions.Images;

/// <summary>A row of a folder of images.</summary>
internal sealed class ImageFile
{
    public required string Label { get; init; }

    public required string ImagePath { get; init; }
}

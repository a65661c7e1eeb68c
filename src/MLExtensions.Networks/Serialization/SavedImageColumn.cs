namespace MLExtensions.Networks;

/// <summary>The JSON of an <see cref="ImageColumn"/>.</summary>
internal sealed record SavedImageColumn : SavedColumn
{
    public required int Height { get; init; }

    public required int Width { get; init; }

    public required float[] Means { get; init; }

    public required float[] Scales { get; init; }

    public ImageAugmentation? Augmentation { get; init; }
}

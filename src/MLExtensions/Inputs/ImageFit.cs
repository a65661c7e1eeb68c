namespace MLExtensions;

/// <summary>How an image is brought to another size.</summary>
public enum ImageFit
{
    /// <summary>It is scaled, its proportions kept, until it covers the whole; what stands over at two sides is cut off.</summary>
    Crop,

    /// <summary>It is scaled, its proportions kept, until it is within; what is left at two sides is black.</summary>
    Pad,

    /// <summary>It is scaled to height and width, whatever its proportions.</summary>
    Stretch,
}

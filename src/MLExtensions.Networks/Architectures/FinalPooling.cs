namespace MLExtensions.Networks;

/// <summary>How the channels of a convolutional network become a vector.</summary>
public enum FinalPooling
{
    /// <summary>The mean of each channel: any size of image, few parameters after it, and it does not matter where something is seen (Lin, Chen, Yan, "Network In Network", 2013).</summary>
    GlobalAverage,

    /// <summary>All elements of all channels: places matter, and there is a weight for each.</summary>
    Flatten,
}

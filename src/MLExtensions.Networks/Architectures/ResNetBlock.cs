namespace MLExtensions.Networks;

/// <summary>What a block of a <see cref="ResNet"/> is.</summary>
public enum ResNetBlock
{
    /// <summary>Two convolutions of 3 by 3.</summary>
    Basic,

    /// <summary>Convolutions of 1 by 1, 3 by 3 and 1 by 1, the last of four times as many channels; cheaper where there are many channels.</summary>
    Bottleneck,
}

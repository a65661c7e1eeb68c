namespace MLExtensions.Networks;

/// <summary>What a <see cref="ResNet"/> begins with.</summary>
public enum ResNetStem
{
    /// <summary>A convolution of 3 by 3, for images of up to some 64 by 64, as those of CIFAR.</summary>
    Cifar,

    /// <summary>A convolution of 7 by 7 and a maximum over 3 by 3, each with a stride of 2, for photographs: what follows sees a sixteenth of the places.</summary>
    ImageNet,
}

namespace MLExtensions.Networks;

/// <summary>What a block of a <see cref="ResNet"/> adds its input by where its output has another shape.</summary>
public enum ResNetShortcut
{
    /// <summary>A convolution of 1 by 1 with a normalisation: option B of the paper, and what torchvision has.</summary>
    Projection,

    /// <summary>Every second row and column, and zeros for the channels that are more: option A of the paper, which has no parameters, and what its networks for CIFAR have.</summary>
    Padding,
}

using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="ResNet"/>.</summary>
/// <remarks>
/// Ranges around the networks for CIFAR of He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, which have three stages of 3 blocks and more, from 16 channels on; smaller ones, as on
/// two processors a network of 20 layers takes minutes an epoch.
/// </remarks>
/// <example><code>mlContext.Auto().ResNet(PredictionTask.MulticlassClassification, featureColumnNames: ["Image"])</code></example>
public sealed class SweepableResNet : SweepableNetwork
{
    /// <inheritdoc cref="SweepableNetwork.WeightDecay"/>
    /// <value>Default 0.0001; swept from 0.000001 to 0.1, logarithmically.</value>
    [Range(1e-6f, 1e-1f, 1e-4f, true)]
    public override float WeightDecay { get; set; } = 1e-4f;

    /// <inheritdoc cref="SweepableNetwork.BatchSize"/>
    /// <value>Default 64; swept from 32 to 256, logarithmically.</value>
    [Range(32, 256, 64, true)]
    public override int BatchSize { get; set; } = 64;

    /// <summary>How many stages there are, each but the first halving the image and doubling the channels. Default 3; swept from 2 to 4.</summary>
    [Range(2, 4, 3)]
    public int Stages { get; set; } = 3;

    /// <summary>How many blocks each stage has. Default 1; swept from 1 to 3.</summary>
    [Range(1, 3, 1)]
    public int BlocksPerStage { get; set; } = 1;

    /// <summary>Channels of the first stage. Default 16; swept from 8 to 64, logarithmically.</summary>
    [Range(8, 64, 16, true)]
    public int Width { get; set; } = 16;

    /// <summary>What comes before the first stage. Default <see cref="ResNetStem.Cifar"/>, for small images. Not swept.</summary>
    public ResNetStem Stem { get; set; } = ResNetStem.Cifar;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new ResNet { Blocks = [.. Enumerable.Repeat(BlocksPerStage, Stages)], Width = Width, Stem = Stem };
}

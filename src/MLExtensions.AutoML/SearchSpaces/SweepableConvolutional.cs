using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="Convolutional"/> network over sequences or images.</summary>
/// <remarks>
/// Each block has twice the channels of the one before, at most 512. Ranges around the FCN of Wang, Yan, Oates, "Time Series Classification from Scratch with Deep Neural Networks: A Strong Baseline",
/// 2017, and the small VGG-like networks for images.
/// </remarks>
/// <example><code>mlContext.Auto().Convolutional(PredictionTask.MulticlassClassification, featureColumnNames: ["Signal"])</code></example>
public sealed class SweepableConvolutional : SweepableNetwork
{
    private const int MostChannels = 512;

    /// <summary>How many blocks there are. Default 3; swept from 1 to 4.</summary>
    [Range(1, 4, 3)]
    public int Blocks { get; set; } = 3;

    /// <summary>Channels of the first block. Default 32; swept from 16 to 128, logarithmically.</summary>
    [Range(16, 128, 32, true)]
    public int Channels { get; set; } = 32;

    /// <summary>How many places a convolution sees, of images each way. Default 5; swept over 3, 5, 7 and 9.</summary>
    [Choice(new object[] { 3, 5, 7, 9 }, 5)]
    public int KernelSize { get; set; } = 5;

    /// <summary>Convolutions in each block. Default 1; swept from 1 to 2.</summary>
    [Choice(new object[] { 1, 2 }, 1)]
    public int ConvolutionsPerBlock { get; set; } = 1;

    /// <summary>Places of which the largest is kept after each block, of images each way. Default 2; swept over 1, which is no pooling, and 2.</summary>
    [Choice(new object[] { 1, 2 }, 2)]
    public int PoolSize { get; set; } = 2;

    /// <summary>The part of what each block gives set to zero in training. Default 0.1; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.1f)]
    public float Dropout { get; set; } = 0.1f;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new Convolutional
    {
        Channels = [.. Enumerable.Range(0, Blocks).Select(block => (int)Math.Min((long)Channels << block, Math.Max(Channels, MostChannels)))],
        KernelSizes = [KernelSize],
        ConvolutionsPerBlock = ConvolutionsPerBlock,
        PoolSize = PoolSize,
        Dropout = Dropout,
    };
}

using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="VisionTransformer"/>.</summary>
/// <remarks>
/// Ranges around the small networks for CIFAR of Lee, Lee, Song, "Vision Transformer for Small-Size Datasets", 2021 (9 layers of width 192), downwards, for processors. Weight decay up to 0.3, as
/// Dosovitskiy et al., "An Image is Worth 16x16 Words", 2021, train with it.
/// </remarks>
/// <example><code>mlContext.Auto().VisionTransformer(PredictionTask.MulticlassClassification, featureColumnNames: ["Image"], defaultOption: new() { PatchSize = 8 })</code></example>
public sealed class SweepableVisionTransformer : SweepableNetwork
{
    /// <inheritdoc cref="SweepableNetwork.LearningRate"/>
    /// <value>Default 0.0005; swept from 0.0001 to 0.003, logarithmically.</value>
    [Range(1e-4f, 3e-3f, 5e-4f, true)]
    public override float LearningRate { get; set; } = 5e-4f;

    /// <inheritdoc cref="SweepableNetwork.WeightDecay"/>
    /// <value>Default 0.05; swept from 0.001 to 0.3, logarithmically.</value>
    [Range(1e-3f, 0.3f, 5e-2f, true)]
    public override float WeightDecay { get; set; } = 5e-2f;

    /// <inheritdoc cref="SweepableNetwork.BatchSize"/>
    /// <value>Default 64; swept from 32 to 256, logarithmically.</value>
    [Range(32, 256, 64, true)]
    public override int BatchSize { get; set; } = 64;

    /// <summary>How many layers there are. Default 4; swept from 2 to 8.</summary>
    [Range(2, 8, 4)]
    public int Layers { get; set; } = 4;

    /// <summary>Heads of the attention. Default 3; swept from 2 to 6.</summary>
    [Range(2, 6, 3)]
    public int Heads { get; set; } = 3;

    /// <summary>Features of a position that each head looks at: the width is the heads times that. Default 32; swept from 16 to 64, logarithmically.</summary>
    [Range(16, 64, 32, true)]
    public int HeadSize { get; set; } = 32;

    /// <summary>Units of a layer's feed-forward part, as a multiple of the width. Default 2; swept from 1 to 4.</summary>
    [Range(1f, 4f, 2f)]
    public float FeedForwardFactor { get; set; } = 2;

    /// <summary>The part set to zero in training, throughout the network. Default 0.1; swept from 0 to 0.3.</summary>
    [Range(0f, 0.3f, 0.1f)]
    public float Dropout { get; set; } = 0.1f;

    /// <summary>Rows and columns of a patch; it must divide the height and the width of the images. Default 4. Not swept.</summary>
    public int PatchSize { get; set; } = 4;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new VisionTransformer
    {
        PatchSize = PatchSize,
        Layers = Layers,
        Heads = Heads,
        Width = Heads * HeadSize,
        FeedForwardFactor = FeedForwardFactor,
        Dropout = Dropout,
    };
}

using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="TextConvolutional"/> network.</summary>
/// <remarks>
/// Ranges after Zhang, Wallace, "A Sensitivity Analysis of (and Practitioners' Guide to) Convolutional Neural Networks for Sentence Classification", 2015: neighbouring widths of 1 to 10 words, dropout 0 to
/// 0.5 and beyond, as many filters as time allows.
/// </remarks>
/// <example><code>mlContext.Auto().TextConvolutional(PredictionTask.MulticlassClassification, featureColumnNames: ["Question"])</code></example>
public sealed class SweepableTextConvolutional : SweepableNetwork
{
    /// <inheritdoc cref="SweepableNetwork.BatchSize"/>
    /// <value>Default 64; swept from 16 to 256, logarithmically.</value>
    [Range(16, 256, 64, true)]
    public override int BatchSize { get; set; } = 64;

    /// <summary>How long the vector of a token is. Default 128; swept from 32 to 300, logarithmically.</summary>
    [Range(32, 300, 128, true)]
    public int EmbeddingSize { get; set; } = 128;

    /// <summary>Filters of each width. Default 100; swept from 32 to 256, logarithmically.</summary>
    [Range(32, 256, 100, true)]
    public int Channels { get; set; } = 100;

    /// <summary>Steps that the narrowest filters see. Default 2; swept from 1 to 5.</summary>
    [Range(1, 5, 2)]
    public int SmallestWidth { get; set; } = 2;

    /// <summary>How many widths there are, each a step wider than the one before. Default 3; swept from 1 to 4.</summary>
    [Range(1, 4, 3)]
    public int WidthCount { get; set; } = 3;

    /// <summary>The part of what goes into the last linear layer set to zero in training. Default 0.5; swept from 0 to 0.8.</summary>
    [Range(0f, 0.8f, 0.5f)]
    public float Dropout { get; set; } = 0.5f;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new TextConvolutional
    {
        EmbeddingSize = EmbeddingSize,
        Channels = Channels,
        Widths = [.. Enumerable.Range(SmallestWidth, WidthCount)],
        Dropout = Dropout,
    };
}

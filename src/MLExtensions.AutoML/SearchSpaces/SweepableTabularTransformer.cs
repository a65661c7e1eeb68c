using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="TabularTransformer"/>.</summary>
/// <remarks>
/// Ranges after the FT-Transformer of Gorishniy, Rubachev, Khrulkov, Babenko, "Revisiting Deep Learning Models for Tabular Data", 2021, supplement F: 1 to 4 blocks of 8 heads, width 64 to 512,
/// feed-forward factor 2/3 to 8/3, dropouts 0 to 0.5 and (residual) 0 to 0.2, learning rate 1e-5 to 1e-3, weight decay 1e-6 to 1e-3. Here the width ends at 256, for processors, and the learning rates
/// are three times the paper's, as narrower networks bear more.
/// </remarks>
/// <example><code>mlContext.Auto().TabularTransformer(PredictionTask.MulticlassClassification, featureColumnNames: ["age", "city"])</code></example>
public sealed class SweepableTabularTransformer : SweepableTabularNetwork
{
    /// <summary>Heads of the attention, as in the paper.</summary>
    private const int Heads = 8;

    /// <inheritdoc cref="SweepableNetwork.LearningRate"/>
    /// <value>Default 0.0005; swept from 0.00003 to 0.003, logarithmically.</value>
    [Range(3e-5f, 3e-3f, 5e-4f, true)]
    public override float LearningRate { get; set; } = 5e-4f;

    /// <inheritdoc cref="SweepableNetwork.WeightDecay"/>
    /// <value>Default 0.00001; swept from 0.000001 to 0.001, logarithmically.</value>
    [Range(1e-6f, 1e-3f, 1e-5f, true)]
    public override float WeightDecay { get; set; } = 1e-5f;

    /// <summary>How many blocks there are. Default 2; swept from 1 to 4.</summary>
    [Range(1, 4, 2)]
    public int Blocks { get; set; } = 2;

    /// <summary>Values of a token that each of the eight heads looks at: the width is eight times that. Default 8; swept from 4 to 32, logarithmically.</summary>
    [Range(4, 32, 8, true)]
    public int HeadSize { get; set; } = 8;

    /// <summary>Units within the second part of a block, as a multiple of the width. Default 4/3; swept from 2/3 to 8/3.</summary>
    [Range(2f / 3, 8f / 3, 4f / 3)]
    public float HiddenFactor { get; set; } = 4f / 3;

    /// <summary>The part of the attention's weights set to zero in training. Default 0.2; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.2f)]
    public float AttentionDropout { get; set; } = 0.2f;

    /// <summary>The part of the units within the second part of a block set to zero in training. Default 0.1; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.1f)]
    public float HiddenDropout { get; set; } = 0.1f;

    /// <summary>The part of what either part of a block adds set to zero in training. Default 0; swept from 0 to 0.2.</summary>
    [Range(0f, 0.2f, 0f)]
    public float ResidualDropout { get; set; }

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new TabularTransformer
    {
        Blocks = Blocks,
        Heads = Heads,
        Width = Heads * HeadSize,
        HiddenFactor = HiddenFactor,
        AttentionDropout = AttentionDropout,
        HiddenDropout = HiddenDropout,
        ResidualDropout = ResidualDropout,
    };
}

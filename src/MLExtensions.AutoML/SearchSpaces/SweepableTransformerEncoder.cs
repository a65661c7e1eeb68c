using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="TransformerEncoder"/>.</summary>
/// <remarks>
/// Small networks, of 1 to 4 layers, as suit thousands of rows that a network learns from alone; Vaswani et al., "Attention Is All You Need", 2017, have 6 layers of width 512. Gradients are clipped to a
/// norm of 1.
/// </remarks>
/// <example><code>mlContext.Auto().TransformerEncoder(PredictionTask.BinaryClassification, featureColumnNames: ["Message"])</code></example>
public sealed class SweepableTransformerEncoder : SweepableNetwork
{
    /// <inheritdoc cref="SweepableNetwork.LearningRate"/>
    /// <value>Default 0.0005; swept from 0.0001 to 0.003, logarithmically.</value>
    [Range(1e-4f, 3e-3f, 5e-4f, true)]
    public override float LearningRate { get; set; } = 5e-4f;

    /// <inheritdoc cref="SweepableNetwork.WeightDecay"/>
    /// <value>Default 0.001; swept from 0.00001 to 0.1, logarithmically.</value>
    [Range(1e-5f, 1e-1f, 1e-3f, true)]
    public override float WeightDecay { get; set; } = 1e-3f;

    /// <inheritdoc cref="SweepableNetwork.BatchSize"/>
    /// <value>Default 64; swept from 16 to 256, logarithmically.</value>
    [Range(16, 256, 64, true)]
    public override int BatchSize { get; set; } = 64;

    /// <summary>How many layers there are. Default 2; swept from 1 to 4.</summary>
    [Range(1, 4, 2)]
    public int Layers { get; set; } = 2;

    /// <summary>Heads of the attention. Default 4; swept over 2, 4 and 8.</summary>
    [Choice(new object[] { 2, 4, 8 }, 4)]
    public int Heads { get; set; } = 4;

    /// <summary>Features of a step that each head looks at, rounded up to an even number: the width is the heads times that. Default 24; swept from 8 to 48, logarithmically.</summary>
    [Range(8, 48, 24, true)]
    public int HeadSize { get; set; } = 24;

    /// <summary>Units of the feed-forward parts, as a multiple of the width. Default 2; swept from 1 to 4.</summary>
    [Range(1f, 4f, 2f)]
    public float FeedForwardFactor { get; set; } = 2;

    /// <summary>The part set to zero in training, throughout the network. Default 0.1; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.1f)]
    public float Dropout { get; set; } = 0.1f;

    /// <summary>How the order of the steps is known. Default <see cref="TransformerPositions.Sinusoidal"/>; swept with learnt ones and rotary ones.</summary>
    [Choice(new object[] { TransformerPositions.Sinusoidal, TransformerPositions.Learned, TransformerPositions.Rotary }, TransformerPositions.Sinusoidal)]
    public TransformerPositions Positions { get; set; } = TransformerPositions.Sinusoidal;

    /// <summary>What is made of the steps of a row. Default <see cref="TransformerPooling.Mean"/>; swept over all.</summary>
    [Choice(new object[] { TransformerPooling.Mean, TransformerPooling.Max, TransformerPooling.Attention, TransformerPooling.ClassToken }, TransformerPooling.Mean)]
    public TransformerPooling Pooling { get; set; } = TransformerPooling.Mean;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new TransformerEncoder
    {
        Layers = Layers,
        Heads = Heads,

        // Rotary positions turn pairs of features.
        Width = Heads * 2 * ((HeadSize + 1) / 2),
        FeedForwardFactor = FeedForwardFactor,
        Dropout = Dropout,
        Positions = Positions,
        Pooling = Pooling,
    };

    /// <inheritdoc/>
    public override NetworkTrainerOptions CreateTrainerOptions()
    {
        NetworkTrainerOptions options = base.CreateTrainerOptions();
        options.GradientClipping = new GradientClipping { MaximumNorm = 1 };
        return options;
    }
}

using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="Recurrent"/> network.</summary>
/// <remarks>
/// Ranges after Greff, Srivastava, Koutník, Steunebrink, Schmidhuber, "LSTM: A Search Space Odyssey", 2017 (20 to 200 units, a logarithmic learning rate that matters most), and the poolings of Conneau et
/// al., "Supervised Learning of Universal Sentence Representations", 2017. Gradients are clipped to a norm of 1.
/// </remarks>
/// <example><code>mlContext.Auto().Recurrent(PredictionTask.MulticlassClassification, featureColumnNames: ["Signal"])</code></example>
public sealed class SweepableRecurrent : SweepableNetwork
{
    /// <inheritdoc cref="SweepableNetwork.BatchSize"/>
    /// <value>Default 64; swept from 16 to 256, logarithmically.</value>
    [Range(16, 256, 64, true)]
    public override int BatchSize { get; set; } = 64;

    /// <summary>What is computed at each step. Default <see cref="RecurrentCell.Gru"/>; swept with <see cref="RecurrentCell.Lstm"/>.</summary>
    [Choice(new object[] { RecurrentCell.Gru, RecurrentCell.Lstm }, RecurrentCell.Gru)]
    public RecurrentCell Cell { get; set; } = RecurrentCell.Gru;

    /// <summary>Units of each direction. Default 96; swept from 32 to 256, logarithmically.</summary>
    [Range(32, 256, 96, true)]
    public int HiddenSize { get; set; } = 96;

    /// <summary>How many recurrent layers are on top of each other. Default 1; swept from 1 to 2.</summary>
    [Choice(new object[] { 1, 2 }, 1)]
    public int Layers { get; set; } = 1;

    /// <summary>Whether each layer also reads the rows from their ends. Default true; swept.</summary>
    [BooleanChoice(true)]
    public bool Bidirectional { get; set; } = true;

    /// <summary>What is made of the steps of a row. Default <see cref="RecurrentPooling.Max"/>; swept over all.</summary>
    [Choice(new object[] { RecurrentPooling.Last, RecurrentPooling.Mean, RecurrentPooling.Max, RecurrentPooling.Attention }, RecurrentPooling.Max)]
    public RecurrentPooling Pooling { get; set; } = RecurrentPooling.Max;

    /// <summary>How long the vector of a token is, where rows are texts. Default 96; swept from 32 to 256, logarithmically.</summary>
    [Range(32, 256, 96, true)]
    public int EmbeddingSize { get; set; } = 96;

    /// <summary>The part set to zero in training: of the embedded tokens, between the layers, and of what goes into the last linear layer. Default 0.2; swept from 0 to 0.6.</summary>
    [Range(0f, 0.6f, 0.2f)]
    public float Dropout { get; set; } = 0.2f;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new Recurrent
    {
        Cell = Cell,
        HiddenSize = HiddenSize,
        Layers = Layers,
        Bidirectional = Bidirectional,
        Pooling = Pooling,
        EmbeddingSize = EmbeddingSize,
        Dropout = Dropout,
        EmbeddingDropout = Dropout,
        HeadDropout = Dropout,
    };

    /// <inheritdoc/>
    public override NetworkTrainerOptions CreateTrainerOptions()
    {
        NetworkTrainerOptions options = base.CreateTrainerOptions();
        options.GradientClipping = new GradientClipping { MaximumNorm = 1 };
        return options;
    }
}

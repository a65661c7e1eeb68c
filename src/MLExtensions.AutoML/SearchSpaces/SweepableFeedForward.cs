using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="FeedForward"/>.</summary>
/// <remarks>
/// Ranges after the MLP of Gorishniy, Rubachev, Khrulkov, Babenko, "Revisiting Deep Learning Models for Tabular Data", 2021, supplement F: 1 to 8 layers of 1 to 512 units, dropout 0 to 0.5, weight decay
/// 1e-6 to 1e-3. All layers have the same width here, and learning rates that need many hundred epochs are left out.
/// </remarks>
/// <example><code>mlContext.Auto().FeedForward(PredictionTask.Regression, defaultOption: new SweepableFeedForward { Epochs = 30, Width = 128 })</code></example>
public sealed class SweepableFeedForward : SweepableTabularNetwork
{
    /// <summary>How many hidden layers there are. Default 2; swept from 1 to 6.</summary>
    [Range(1, 6, 2)]
    public int Layers { get; set; } = 2;

    /// <summary>Units of each hidden layer. Default 192; swept from 32 to 512, logarithmically.</summary>
    [Range(32, 512, 192, true)]
    public int Width { get; set; } = 192;

    /// <summary>The part of the hidden units set to zero in training. Default 0.1; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.1f)]
    public float Dropout { get; set; } = 0.1f;

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new FeedForward { HiddenLayers = [.. Enumerable.Repeat(Width, Layers)], Dropout = Dropout };
}

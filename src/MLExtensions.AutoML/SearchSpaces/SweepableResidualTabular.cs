using MLExtensions.Networks;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML;

/// <summary>What a search varies of a <see cref="ResidualTabular"/>.</summary>
/// <remarks>
/// Ranges after the ResNet of Gorishniy, Rubachev, Khrulkov, Babenko, "Revisiting Deep Learning Models for Tabular Data", 2021, supplement F: 1 to 8 blocks, width 64 to 512, hidden factor 1 to 4, both
/// dropouts 0 to 0.5, weight decay 1e-6 to 1e-3.
/// </remarks>
/// <example><code>mlContext.Auto().ResidualTabular(PredictionTask.BinaryClassification, featureColumnNames: ["age", "city"])</code></example>
public sealed class SweepableResidualTabular : SweepableTabularNetwork
{
    /// <summary>How many blocks there are. Default 2; swept from 1 to 8.</summary>
    [Range(1, 8, 2)]
    public int Blocks { get; set; } = 2;

    /// <summary>Units between the blocks. Default 192; swept from 64 to 512, logarithmically.</summary>
    [Range(64, 512, 192, true)]
    public int Width { get; set; } = 192;

    /// <summary>Units within a block, as a multiple of <see cref="Width"/>. Default 2; swept from 1 to 4.</summary>
    [Range(1f, 4f, 2f)]
    public float HiddenFactor { get; set; } = 2;

    /// <summary>The part of a block's inner units set to zero in training. Default 0.2; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0.2f)]
    public float HiddenDropout { get; set; } = 0.2f;

    /// <summary>The part of what a block adds set to zero in training. Default 0; swept from 0 to 0.5.</summary>
    [Range(0f, 0.5f, 0f)]
    public float ResidualDropout { get; set; }

    /// <inheritdoc/>
    public override Architecture CreateArchitecture() => new ResidualTabular
    {
        Blocks = Blocks,
        Width = Width,
        HiddenFactor = HiddenFactor,
        HiddenDropout = HiddenDropout,
        ResidualDropout = ResidualDropout,
    };
}

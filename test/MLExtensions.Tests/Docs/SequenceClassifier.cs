using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks;

namespace MLExtensions.Tests;

// docs/own-architecture.md
/// <summary>Two recurrent layers, in both directions, and attention over their steps. Rows are [time, features].</summary>
public sealed record SequenceClassifier : Architecture
{
    /// <summary>Units of each direction. Default 32; 1 to 4,096.</summary>
    [Range(1, 4096)]
    public int HiddenSize { get; init; } = 32;

    /// <summary>The part of the units set to zero in training. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; } = 0.1f;

    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) => new SequentialModule("",
    [
        new Lstm("lstm", input.Shape[1], HiddenSize, parameters, layers: 2, bidirectional: true, dropout: Dropout),
        new AttentionPooling("pool", 2 * HiddenSize, parameters),
        new Dropout("dropout", Dropout),
        new Linear("head", 2 * HiddenSize, output.Size, parameters),
    ]);
}
// end

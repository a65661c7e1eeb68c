using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Each step of a sequence `[time, features]` looks at the others. It sees no order: put <see cref="PositionsOptions"/> before. See <see cref="MultiHeadAttention"/>.</summary>
public sealed record SelfAttentionOptions : LayerOptions
{
    /// <summary>Heads, a divisor of the features. Default 4; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 4;

    /// <summary>The part of the attention's weights set to zero in training. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; }

    /// <summary>Whether a step sees none that come later. Default false.</summary>
    public bool Causal { get; init; }

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        var layer = new MultiHeadAttention(name, input[1], Heads, parameters, Dropout, Causal);
        return new MaskedSteps(layer, layer.Forward);
    }
}

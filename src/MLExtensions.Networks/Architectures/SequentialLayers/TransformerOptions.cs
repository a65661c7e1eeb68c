using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A block of a transformer over sequences `[time, features]`: self-attention and a feed-forward part, each with a sum and a normalisation. It sees no order: put <see cref="PositionsOptions"/> before. See <see cref="TransformerEncoderLayer"/>.</summary>
public sealed record TransformerOptions : LayerOptions
{
    /// <summary>Heads, a divisor of the features. Default 4; 1 to 1,024.</summary>
    [Range(1, 1024)]
    public int Heads { get; init; } = 4;

    /// <summary>Units within the feed-forward part; null, the default, is four times the features. 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int? FeedForward { get; init; }

    /// <summary>The part of the attention's weights, of the inner units and of what each part adds set to zero in training. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; } = 0.1f;

    /// <summary>Whether each part's input is normalised instead of the sum, which trains without warm-up; end with <see cref="LayerNormalizationOptions"/> then. Default true.</summary>
    public bool NormFirst { get; init; } = true;

    /// <summary>What follows the first linear layer of the feed-forward part. Default <see cref="Activation.Gelu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Whether a step sees none that come later. Default false.</summary>
    public bool Causal { get; init; }

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        int feedForward = FeedForward ?? checked(4 * input[1]);
        var layer = new TransformerEncoderLayer(name, input[1], Heads, parameters, feedForward, Dropout, Activation, NormFirst, causal: Causal);
        return new MaskedSteps(layer, layer.Forward);
    }
}

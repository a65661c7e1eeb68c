using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A linear layer with its activation, of vectors `[features]` or of each step of sequences `[time, features]`. See <see cref="Linear"/>.</summary>
public sealed record LinearOptions : LayerOptions
{
    /// <summary>Values that it gives. Default 128; 1 to 1,048,576.</summary>
    [Range(1, 1 << 20)]
    public int Units { get; init; } = 128;

    /// <summary>What follows. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 1, 2);
        return new Linear(name, input[^1], Units, parameters, Activation);
    }
}

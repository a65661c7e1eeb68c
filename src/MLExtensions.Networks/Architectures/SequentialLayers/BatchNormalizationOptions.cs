using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Normalisation of each feature or channel over the batch, with its activation. Vectors, sequences (of each feature over all steps) or images. See <see cref="BatchNormalization"/>.</summary>
public sealed record BatchNormalizationOptions : LayerOptions
{
    /// <summary>What follows. Default <see cref="Activation.None"/>.</summary>
    public Activation Activation { get; init; } = Activation.None;

    /// <summary>How far each batch moves the running statistics. Default 0.1; over 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Momentum { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 1, 2, 3);
        var layer = new BatchNormalization(name, input[input.Rank == 2 ? 1 : 0], parameters, momentum: Momentum, activation: Activation);
        return input.Rank == 2 ? new AlongTime(layer) : layer;
    }
}

using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Normalisation of each row over groups of its features or channels. Vectors, sequences (of a group of features over all steps) or images. See <see cref="GroupNormalization"/>.</summary>
public sealed record GroupNormalizationOptions : LayerOptions
{
    /// <summary>Into how many groups the channels are divided; a divisor of their number. Default 8; 1 to 65,536.</summary>
    [Range(1, 1 << 16)]
    public int Groups { get; init; } = 8;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 1, 2, 3);
        var layer = new GroupNormalization(name, Groups, input[input.Rank == 2 ? 1 : 0], parameters);
        return input.Rank == 2 ? new AlongTime(layer) : layer;
    }
}

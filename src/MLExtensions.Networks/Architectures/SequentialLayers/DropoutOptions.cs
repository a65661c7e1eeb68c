using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>In training, sets values to zero at random and scales the others up; rows of any shape. See <see cref="Dropout"/>.</summary>
public sealed record DropoutOptions : LayerOptions
{
    /// <summary>The probability of zero. Default 0.1; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Rate { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters) => new Dropout(name, Rate);
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Normalisation of each row by itself: of vectors over all features, of sequences each step over its features, of images over all elements. See <see cref="LayerNormalization"/>.</summary>
public sealed record LayerNormalizationOptions : LayerOptions
{
    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 1, 2, 3);
        return new LayerNormalization(name, input.Rank == 2 ? [input[1]] : input, parameters);
    }
}

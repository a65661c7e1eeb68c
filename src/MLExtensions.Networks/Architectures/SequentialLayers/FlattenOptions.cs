using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>All elements of a row as one vector. Of sequences of unequal lengths, padding included. See <see cref="Flatten"/>.</summary>
public sealed record FlattenOptions : LayerOptions
{
    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters) => new Flatten(name);
}

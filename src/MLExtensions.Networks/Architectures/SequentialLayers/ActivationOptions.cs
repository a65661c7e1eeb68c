using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A function of each element by itself, for rows of any shape. Linear layers, convolutions and batch normalisation have one built in, which is faster. See <see cref="ActivationLayer"/>.</summary>
public sealed record ActivationOptions : LayerOptions
{
    /// <summary>The function. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters) => new ActivationLayer(name, Activation);
}

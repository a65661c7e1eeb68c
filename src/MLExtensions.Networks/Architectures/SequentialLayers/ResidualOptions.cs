using System.Text.Json.Serialization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Layers whose output is added to their input: y = activation(f(x) + x), or + shortcut(x). Rows of any shape. He et al., "Deep Residual Learning for Image Recognition", 2015.</summary>
/// <remarks>Parameters are named after the place in <see cref="Layers"/>: layers.3.0.weight within the fourth layer of the network, and layers.3.shortcut.0.weight.</remarks>
/// <example><code>new ResidualOptions { Layers = [new BatchNormalizationOptions(), new LinearOptions { Units = 64 }, new LinearOptions { Units = 64, Activation = Activation.None }] }</code></example>
public sealed record ResidualOptions : LayerOptions
{
    private readonly LayerOptionsList _layers = new([], nameof(Layers));
    private readonly LayerOptionsList _shortcut = new([], nameof(Shortcut));

    /// <summary>f: layers one after the other that give what the shortcut gives. At least one; up to 1,000 in the whole network, up to 8 deep within others. Default none.</summary>
    [JsonConverter(typeof(LayerOptionsConverter))]
    public IReadOnlyList<LayerOptions> Layers
    {
        get => _layers;
        init => _layers = new LayerOptionsList(value, nameof(Layers));
    }

    /// <summary>What brings the input to the shape of f's output where that is another, such as a convolution with a kernel of 1. Default none: the input itself.</summary>
    [JsonConverter(typeof(LayerOptionsConverter))]
    public IReadOnlyList<LayerOptions> Shortcut
    {
        get => _shortcut;
        init => _shortcut = new LayerOptionsList(value, nameof(Shortcut));
    }

    /// <summary>Applied to the sum. Default <see cref="Activation.None"/>.</summary>
    public Activation Activation { get; init; } = Activation.None;

    internal override bool? TakesAxes => _layers.TakesAxes;

    internal override IEnumerable<LayerOptionsList> Parts => [_layers, _shortcut];

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Shape output = input, sum = input;
        Layer[] layers = _layers.Build($"{name}.", nameof(Layers), ref output, parameters);
        Layer[] shortcut = _shortcut.Build($"{name}.shortcut.", nameof(Shortcut), ref sum, parameters);
        return output == sum
            ? new ResidualSteps(name, new LayerChain(layers, input), new LayerChain(shortcut, input), Activation)
            : throw new ArgumentException(
                $"the layers make {output} of a row {input}, and what is to be added to it has shape {sum}. Expected the same shape; layers in Shortcut can bring the row to {output}.");
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (_layers.Count == 0)
        {
            throw new ArgumentException("Layers is empty; expected at least one layer.");
        }

        _layers.Validate(nameof(Layers));
        _shortcut.Validate(nameof(Shortcut));
    }
}

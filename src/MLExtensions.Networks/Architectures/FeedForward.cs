using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A multilayer perceptron: linear layers with an activation and dropout between them, and a linear layer to the output.</summary>
/// <remarks>
/// h_0 = x, h_k = dropout(activation(h_(k-1) W_k^T + b_k)), output = h_n W_(n+1)^T + b_(n+1).
/// Rumelhart, Hinton, Williams, "Learning representations by back-propagating errors", 1986.
/// Parameters are named layers.0.weight `[hidden, input]`, layers.0.bias, layers.1.weight, ... counting linear layers only,
/// so weights with and without dropout have the same names.
/// </remarks>
/// <example><code>new FeedForward { HiddenLayers = [256, 128], Dropout = 0.1f }</code></example>
public sealed record FeedForward : Architecture
{
    private static readonly RangeAttribute s_layers = new(0, 1000), s_units = new(1, 1 << 20);

    private readonly IntegerList _hiddenLayers = new([128, 64]);

    /// <summary>Units of each hidden layer, from the input on. Default [128, 64]; 0 to 1,000 layers of 1 to 1,048,576 units. Empty gives a linear model.</summary>
    public IReadOnlyList<int> HiddenLayers
    {
        get => _hiddenLayers;
        init => _hiddenLayers = new IntegerList(value);
    }

    /// <summary>What follows each hidden linear layer. Default <see cref="Activation.Relu"/>.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>The part of the hidden units set to zero in training, after each hidden layer. Default 0; at least 0 and less than 1.</summary>
    /// <remarks>Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014.</remarks>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Dropout { get; init; }

    /// <inheritdoc/>
    public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(parameters);
        var layers = new List<Layer>();
        int width = VectorLength(input);
        for (int i = 0; i < _hiddenLayers.Count; i++)
        {
            layers.Add(new Linear($"layers.{i}", width, _hiddenLayers[i], parameters, Activation));
            if (Dropout > 0)
            {
                layers.Add(new Dropout($"dropout.{i}", Dropout));
            }

            width = _hiddenLayers[i];
        }

        layers.Add(new Linear($"layers.{_hiddenLayers.Count}", width, output.Size, parameters));
        return new SequentialModule("", layers);
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.CheckList(nameof(HiddenLayers), _hiddenLayers, s_layers, s_units);
    }

    /// <summary>One line, such as "FeedForward { HiddenLayers = [128, 64], Activation = Relu, Dropout = 0 }".</summary>
    public override string ToString() =>
        FormattableString.Invariant($"FeedForward {{ HiddenLayers = {_hiddenLayers}, Activation = {Activation}, Dropout = {Dropout} }}");
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A fully connected layer with its activation: y = activation(x W^T + b).</summary>
/// <remarks>
/// x is `[batch, inputs]` or `[batch, ..., inputs]`, W (weight) is `[outputs, inputs]`, b (bias) is `[outputs]`, y is `[batch, ..., outputs]`, as torch.nn.Linear
/// has them.
/// </remarks>
public sealed class Linear : Layer
{
    private readonly Tensors.Operations.Linear _operation;
    private readonly Tensor _weight;
    private readonly Tensor _bias;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputs">Features of a row; at least 1.</param>
    /// <param name="outputs">Units; at least 1.</param>
    /// <param name="parameters">Makes the weight and the bias; new ones are uniform on ±1/sqrt(inputs).</param>
    /// <param name="activation">What follows; default none.</param>
    /// <param name="hasBias">Whether there is a bias; default true.</param>
    public Linear(string name, int inputs, int outputs, ParameterSource parameters, Activation activation = Activation.None, bool hasBias = true)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        ArgumentNullException.ThrowIfNull(parameters);
        Inputs = inputs;
        Outputs = outputs;
        Activation = activation;
        _operation = new Tensors.Operations.Linear { Activation = activation, HasBias = hasBias };
        Parameter weight = parameters.Create(Join(name, "weight"), [outputs, inputs], Initialization.FanIn(inputs));
        _weight = weight.Tensor;
        if (hasBias)
        {
            Parameter bias = parameters.Create(Join(name, "bias"), [outputs], Initialization.FanIn(inputs));
            _bias = bias.Tensor;
            Parameters = [weight, bias];
        }
        else
        {
            Parameters = [weight];
        }
    }

    /// <summary>Features of a row.</summary>
    public int Inputs { get; }

    /// <summary>Units.</summary>
    public int Outputs { get; }

    /// <summary>What follows the sum.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Kind => Activation == Activation.None ? "Linear" : $"Linear, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _operation.HasBias ? context.Run(_operation, input, _weight, _bias) : context.Run(_operation, input, _weight);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The last axis is not <see cref="Inputs"/> long.</exception>
    public override Shape OutputShape(Shape input) => input.Rank > 0 && input[^1] == Inputs
        ? [.. input.AsSpan()[..^1], Outputs]
        : throw new ArgumentException(
            $"Linear '{Name}': a row has shape {input}; expected [{Inputs}], or [..., {Inputs}], as each vector of the last axis goes through by itself. " +
            "A Flatten layer before it makes one vector of a row.",
            nameof(input));
}

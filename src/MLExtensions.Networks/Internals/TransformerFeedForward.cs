using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>The feed-forward part of a transformer layer: dropout(linear2(dropout(activation(linear1(x))))), its parameters under the layer's own name.</summary>
internal sealed class TransformerFeedForward
{
    private readonly Linear _linear1;
    private readonly Dropout _dropout;
    private readonly Linear _linear2;

    /// <param name="name">The transformer layer's name.</param>
    /// <param name="dimension">Features of a position.</param>
    /// <param name="units">Units between the two linear layers.</param>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="activation">After the first linear layer.</param>
    /// <param name="dropout">The probability of zero in training.</param>
    /// <param name="lastDropoutName">PyTorch's name of the dropout at the end.</param>
    public TransformerFeedForward(
        string name, int dimension, int units, ParameterSource parameters, Activation activation, float dropout, string lastDropoutName)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1, "feedForward");
        _linear1 = new Linear(Module.Join(name, "linear1"), dimension, units, parameters, activation);
        _dropout = new Dropout(Module.Join(name, "dropout"), dropout);
        _linear2 = new Linear(Module.Join(name, "linear2"), units, dimension, parameters);
        LastDropout = new Dropout(Module.Join(name, lastDropoutName), dropout);
    }

    /// <summary>All but the dropout at the end.</summary>
    public IReadOnlyList<Layer> Layers => [_linear1, _dropout, _linear2];

    public Dropout LastDropout { get; }

    public Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor inner = _dropout.Forward(context, _linear1.Forward(context, input));
        return LastDropout.Forward(context, _linear2.Forward(context, inner));
    }
}

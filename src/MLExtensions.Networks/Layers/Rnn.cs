using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Elman's recurrent layers: h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), f tanh or relu, as torch.nn.RNN with batch_first.</summary>
/// <remarks>
/// A row is a sequence, `[time, features]`; its output is `[time, directions * hidden]`. Elman, "Finding Structure in Time", 1990.
/// </remarks>
public sealed class Rnn : RecurrentLayer
{
    /// <summary>Makes the layers.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="inputs">Features of a step; at least 1.</param>
    /// <param name="hiddenSize">Units of a direction; at least 1.</param>
    /// <param name="parameters">Makes weights and biases; new ones are uniform on ±1/sqrt(hiddenSize).</param>
    /// <param name="layers">How many are on top of each other; at least 1, default 1.</param>
    /// <param name="bidirectional">Whether each also reads the rows from their ends; default false.</param>
    /// <param name="dropout">In training, the probability of zero for the outputs of each layer but the last; at least 0 and less than 1, default 0.</param>
    /// <param name="hasBias">Whether there are biases; default true.</param>
    /// <param name="nonlinearity">Tanh, the default, or Relu.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the nonlinearity is another function.</exception>
    public Rnn(
        string name,
        int inputs,
        int hiddenSize,
        ParameterSource parameters,
        int layers = 1,
        bool bidirectional = false,
        float dropout = 0,
        bool hasBias = true,
        Activation nonlinearity = Activation.Tanh)
        : base(
            name, inputs, hiddenSize, parameters, layers, bidirectional, dropout, hasBias,
            new Tensors.Operations.Rnn { Nonlinearity = nonlinearity }, gates: 1, states: 1)
    {
        Nonlinearity = nonlinearity;
    }

    /// <summary>Tanh or Relu.</summary>
    public Activation Nonlinearity { get; }

    /// <inheritdoc/>
    public override string Kind => $"{base.Kind}, {Nonlinearity}";

    /// <summary>Computes the output and the state that each row ends with, which the next call may begin with.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`; past a row's length it may hold anything.</param>
    /// <param name="lengths">Int32 `[batch]`, 0 to time, in any order; null where all rows have the whole time.</param>
    /// <param name="initialState">The state before the first step, `[layers * directions, batch, hidden]`; null for zeros.</param>
    /// <param name="finalState">Receives the state after each row's last step, of the same shape.</param>
    /// <returns>`[batch, time, directions * hidden]`, 0 past a row's length.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is out of range.</exception>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths, Tensor? initialState, out Tensor finalState)
    {
        finalState = default;
        Tensor initial = initialState.GetValueOrDefault();
        return Run(context, input, lengths, initialState is null ? default : new ReadOnlySpan<Tensor>(in initial), new Span<Tensor>(ref finalState));
    }
}

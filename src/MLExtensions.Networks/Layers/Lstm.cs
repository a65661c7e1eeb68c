using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// Long short-term memory: i = sigmoid(.), f = sigmoid(.), g = tanh(.), o = sigmoid(.), each of W_ih x + b_ih + W_hh h + b_hh; c' = f c + i g,
/// h' = o tanh(c'), as torch.nn.LSTM with batch_first.
/// </summary>
/// <remarks>
/// A row is a sequence, `[time, features]`; its output is `[time, directions * hidden]`. Hochreiter, Schmidhuber, "Long Short-Term Memory", 1997; Gers et al.,
/// "Learning to Forget", 2000.
/// </remarks>
public sealed class Lstm : RecurrentLayer
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
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Lstm(
        string name,
        int inputs,
        int hiddenSize,
        ParameterSource parameters,
        int layers = 1,
        bool bidirectional = false,
        float dropout = 0,
        bool hasBias = true)
        : base(name, inputs, hiddenSize, parameters, layers, bidirectional, dropout, hasBias, new Tensors.Operations.Lstm(), gates: 4, states: 2)
    {
    }

    /// <summary>Computes the output and the states that each row ends with, which the next call may begin with.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, time, features]`; past a row's length it may hold anything.</param>
    /// <param name="lengths">Int32 `[batch]`, 0 to time, in any order; null where all rows have the whole time.</param>
    /// <param name="initialState">The states before the first step; null for zeros.</param>
    /// <param name="finalState">Receives the states after each row's last step.</param>
    /// <returns>`[batch, time, directions * hidden]`, 0 past a row's length.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a length is out of range.</exception>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths, LstmState? initialState, out LstmState finalState)
    {
        ReadOnlySpan<Tensor> initial = initialState is { } state ? [state.Hidden, state.Cell] : [];
        Span<Tensor> final = [default, default];
        Tensor output = Run(context, input, lengths, initial, final);
        finalState = new LstmState(final[0], final[1]);
        return output;
    }
}

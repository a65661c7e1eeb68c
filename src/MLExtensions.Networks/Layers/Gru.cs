using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>
/// Gated recurrent units: r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z = sigmoid(W_iz x + b_iz + W_hz h + b_hz),
/// n = tanh(W_in x + b_in + r (W_hn h + b_hn)), h' = (1 - z) n + z h, as torch.nn.GRU with batch_first.
/// </summary>
/// <remarks>
/// A row is a sequence, `[time, features]`; its output is `[time, directions * hidden]`. Cho et al., "Learning Phrase Representations using RNN
/// Encoder-Decoder for Statistical Machine Translation", 2014.
/// </remarks>
public sealed class Gru : RecurrentLayer
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
    public Gru(
        string name,
        int inputs,
        int hiddenSize,
        ParameterSource parameters,
        int layers = 1,
        bool bidirectional = false,
        float dropout = 0,
        bool hasBias = true)
        : base(name, inputs, hiddenSize, parameters, layers, bidirectional, dropout, hasBias, new Tensors.Operations.Gru(), gates: 3, states: 1)
    {
    }

    /// <inheritdoc cref="Rnn.Forward(ForwardContext, Tensor, Tensor?, Tensor?, out Tensor)"/>
    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths, Tensor? initialState, out Tensor finalState)
    {
        finalState = default;
        Tensor initial = initialState.GetValueOrDefault();
        return Run(context, input, lengths, initialState is null ? default : new ReadOnlySpan<Tensor>(in initial), new Span<Tensor>(ref finalState));
    }
}

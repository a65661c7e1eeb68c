namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Four gates, in this order in the weights:
/// i = sigmoid(.), f = sigmoid(.), g = tanh(.), o = sigmoid(.), each of W_ih x + b_ih + W_hh h + b_hh; c' = f c + i g; h' = o tanh(c'); y_t = h'.
/// Inputs and outputs: see <see cref="RecurrentOperation"/>; the states are h and c.
/// </summary>
public sealed record Lstm : RecurrentOperation
{
    /// <inheritdoc/>
    internal override int GateCount => 4;

    /// <inheritdoc/>
    internal override int StateCount => 2;
}

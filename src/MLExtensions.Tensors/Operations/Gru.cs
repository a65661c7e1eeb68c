namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Gated recurrent units (Cho et al. 2014), in PyTorch's form. Three gates, in this order in the weights:
/// r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z = sigmoid(W_iz x + b_iz + W_hz h + b_hz), n = tanh(W_in x + b_in + r (W_hn h + b_hn));
/// h' = (1 - z) n + z h; y_t = h'. Inputs and outputs: see <see cref="RecurrentOperation"/>; the state is h.
/// </summary>
public sealed record Gru : RecurrentOperation
{
    /// <inheritdoc/>
    internal override int GateCount => 3;

    /// <inheritdoc/>
    internal override int StateCount => 1;
}

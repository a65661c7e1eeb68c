namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Elman's recurrent layer (Elman 1990): h_t = f(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), f tanh or relu; y_t = h_t. One gate. Inputs and outputs: see
/// <see cref="RecurrentOperation"/>; the state is h.
/// </summary>
public sealed record Rnn : RecurrentOperation
{
    private readonly Activation _nonlinearity = Activation.Tanh;

    /// <summary><see cref="Activation.Tanh"/> or <see cref="Activation.Relu"/>. Default tanh.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another function.</exception>
    public Activation Nonlinearity
    {
        get => _nonlinearity;
        init => _nonlinearity = value is Activation.Tanh or Activation.Relu
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Rnn.Nonlinearity is Tanh or Relu.");
    }

    /// <inheritdoc/>
    internal override int GateCount => 1;

    /// <inheritdoc/>
    internal override int StateCount => 1;
}

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Stochastic gradient descent as PyTorch computes it, with momentum u, dampening q and weight decay d:
/// <code>
/// g += d p;    b = g at the first step, else u b + (1 - q) g;    p -= r b    (Nesterov: p -= r (g + u b))
/// </code>
/// States of a parameter: b where <see cref="Momentum"/> is not 0, else none.
/// </summary>
public sealed record SgdUpdate : ParameterUpdate
{
    private static readonly string[] s_none = [];
    private static readonly string[] s_momentum = ["momentum"];

    /// <summary>u. Default 0.</summary>
    public float Momentum { get; init; }

    /// <summary>q, how much less than all of the gradient enters the momentum. Default 0.</summary>
    public float Dampening { get; init; }

    /// <summary>Whether to look ahead along the momentum (Nesterov). Default false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>d. Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => Momentum == 0 ? s_none : s_momentum;
}

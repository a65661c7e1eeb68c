namespace MLExtensions.Tensors.Operations;

/// <summary>
/// RMSprop (Hinton 2012) as PyTorch computes it, with smoothing a, momentum u and weight decay d:
/// <code>
/// g += d p;    v = a v + (1 - a) g^2
/// s = g / (sqrt(v) + epsilon)    (centred, Graves 2013: m = a m + (1 - a) g;  s = g / (sqrt(v - m^2) + epsilon))
/// p -= r s    (momentum: b = u b + s;  p -= r b)
/// </code>
/// States of a parameter: v; b where <see cref="Momentum"/> is not 0; m where <see cref="Centered"/>. A v - m^2 below 0, which only rounding
/// gives, counts as 0.
/// </summary>
public sealed record RmsPropUpdate : ParameterUpdate
{
    private static readonly string[][] s_names = [["square"], ["square", "momentum"], ["square", "mean"], ["square", "momentum", "mean"]];

    /// <summary>a, the decay of the mean of squared gradients. Default 0.99.</summary>
    public float Alpha { get; init; } = 0.99f;

    /// <summary>Keeps the denominator from 0. Default 1e-8.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>u. Default 0.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether to divide by the deviation from the mean gradient and not by its size. Default false.</summary>
    public bool Centered { get; init; }

    /// <summary>d. Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => s_names[(Momentum == 0 ? 0 : 1) + (Centered ? 2 : 0)];
}

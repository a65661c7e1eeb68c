namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Adam (Kingma and Ba 2015), as PyTorch computes it; AdamW (Loshchilov and Hutter 2019) where <see cref="DecoupledWeightDecay"/>. With gradient g,
/// rate r, step t from 1, and weight decay d:
/// <code>
/// p -= r d p (decoupled)    or    g += d p (not decoupled)
/// m = b1 m + (1 - b1) g;    v = b2 v + (1 - b2) g^2
/// p -= r / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
/// </code>
/// With <see cref="AmsGrad"/> (Reddi, Kale and Kumar 2018) the largest v so far stands in the last line in place of v.
/// States of a parameter: m, v, and the largest v with <see cref="AmsGrad"/>.
/// </summary>
public sealed record AdamUpdate : ParameterUpdate
{
    private static readonly string[] s_plain = ["mean", "square"];
    private static readonly string[] s_amsGrad = ["mean", "square", "largest"];

    /// <summary>b1, the decay of the mean of gradients. Default 0.9.</summary>
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>b2, the decay of the mean of squared gradients. Default 0.999.</summary>
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the denominator from 0. Default 1e-8.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>d. Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <summary>Whether the decay is taken from the weights directly (AdamW) and not through the gradient (Adam). Default false.</summary>
    public bool DecoupledWeightDecay { get; init; }

    /// <summary>Whether the squares' mean may only grow (AMSGrad). Default false.</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => AmsGrad ? s_amsGrad : s_plain;
}

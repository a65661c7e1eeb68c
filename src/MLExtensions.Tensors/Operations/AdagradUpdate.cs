namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Adagrad (Duchi, Hazan and Singer 2011) as PyTorch computes it, with step t from 1, rate decay c and weight decay d:
/// <code>
/// g += d p;    v += g^2;    p -= r / (1 + (t - 1) c) * g / (sqrt(v) + epsilon)
/// </code>
/// States of a parameter: v.
/// </summary>
public sealed record AdagradUpdate : ParameterUpdate
{
    private static readonly string[] s_names = ["sum"];

    /// <summary>c, how fast the rate falls with the steps. Default 0.</summary>
    public float LearningRateDecay { get; init; }

    /// <summary>What v begins with. Default 0.</summary>
    public float InitialAccumulator { get; init; }

    /// <summary>Keeps the denominator from 0. Default 1e-10.</summary>
    public float Epsilon { get; init; } = 1e-10f;

    /// <summary>d. Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => s_names;

    /// <inheritdoc/>
    public override float InitialState => InitialAccumulator;
}

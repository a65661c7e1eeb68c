namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Adadelta (Zeiler 2012) as PyTorch computes it, with smoothing a and weight decay d:
/// <code>
/// g += d p;    v = a v + (1 - a) g^2;    s = sqrt(u + epsilon) / sqrt(v + epsilon) * g;    u = a u + (1 - a) s^2;    p -= r s
/// </code>
/// States of a parameter: v, u.
/// </summary>
public sealed record AdadeltaUpdate : ParameterUpdate
{
    private static readonly string[] s_names = ["square", "change"];

    /// <summary>a, the decay of the means of squared gradients and squared changes. Default 0.9.</summary>
    public float Rho { get; init; } = 0.9f;

    /// <summary>Keeps roots and denominators from 0; it sets the size of the first steps. Default 1e-6.</summary>
    public float Epsilon { get; init; } = 1e-6f;

    /// <summary>d. Default 0.</summary>
    public float WeightDecay { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> StateNames => s_names;
}

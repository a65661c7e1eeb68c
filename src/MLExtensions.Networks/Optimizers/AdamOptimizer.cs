using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>What <see cref="Adam"/> and <see cref="AdamW"/> share: steps along the mean gradient, divided by the root of the mean squared gradient.</summary>
/// <remarks>Kingma, Ba, "Adam: A Method for Stochastic Optimization", 2015. The formulas are <see cref="AdamUpdate"/>'s, PyTorch's.</remarks>
public abstract record AdamOptimizer : Optimizer
{
    private protected AdamOptimizer()
    {
    }

    /// <summary>How slowly the mean gradient forgets. Default 0.9; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>How slowly the mean squared gradient forgets. Default 0.999; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the division from zero. Default 1e-8; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>
    /// Whether the mean squared gradient that is divided by may only grow (AMSGrad: Reddi, Kale, Kumar, "On the Convergence of Adam and Beyond", 2018). Default false.
    /// </summary>
    public bool AmsGrad { get; init; }

    private protected abstract bool DecouplesWeightDecay { get; }

    /// <inheritdoc/>
    public sealed override ParameterUpdate Update(float weightDecay) => new AdamUpdate
    {
        Beta1 = Beta1,
        Beta2 = Beta2,
        Epsilon = Epsilon,
        WeightDecay = weightDecay,
        AmsGrad = AmsGrad,
        DecoupledWeightDecay = DecouplesWeightDecay,
    };
}

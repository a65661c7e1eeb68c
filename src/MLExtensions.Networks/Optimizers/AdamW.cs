using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Adam with decoupled weight decay: weights shrink by rate times decay in each step, whatever their gradients. A decay of 0.01 is usual.</summary>
/// <remarks>Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2019. The formulas are <see cref="AdamUpdate"/>'s, PyTorch's.</remarks>
public sealed record AdamW : Optimizer
{
    /// <summary>How slowly the mean gradient forgets. Default 0.9; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Beta1 { get; init; } = 0.9f;

    /// <summary>How slowly the mean squared gradient forgets. Default 0.999; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Beta2 { get; init; } = 0.999f;

    /// <summary>Keeps the division from zero. Default 1e-8; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Epsilon { get; init; } = 1e-8f;

    /// <inheritdoc/>
    public override ParameterUpdate Update(float weightDecay) =>
        new AdamUpdate { Beta1 = Beta1, Beta2 = Beta2, Epsilon = Epsilon, WeightDecay = weightDecay, DecoupledWeightDecay = true };
}

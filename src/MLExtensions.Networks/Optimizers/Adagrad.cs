using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Adagrad: steps along the gradient, divided by the root of the sum of all its squares so far, so that rare features keep large steps. A learning rate of
/// 0.01 to 0.1 is usual. Weight decay is added to the gradient.
/// </summary>
/// <remarks>
/// Duchi, Hazan, Singer, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011. The formulas are
/// <see cref="AdagradUpdate"/>'s, PyTorch's.
/// </remarks>
public sealed record Adagrad : Optimizer
{
    /// <summary>How fast the learning rate falls: at step t it is divided by 1 + (t - 1) times this. Default 0; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public float LearningRateDecay { get; init; }

    /// <summary>What the sum of squares begins with; more makes the first steps smaller. Default 0; at least 0.</summary>
    [Range(0.0, float.MaxValue)]
    public float InitialAccumulator { get; init; }

    /// <summary>Keeps the division from zero. Default 1e-10; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Epsilon { get; init; } = 1e-10f;

    /// <inheritdoc/>
    public override ParameterUpdate Update(float weightDecay) => new AdagradUpdate
    {
        LearningRateDecay = LearningRateDecay,
        InitialAccumulator = InitialAccumulator,
        Epsilon = Epsilon,
        WeightDecay = weightDecay,
    };
}

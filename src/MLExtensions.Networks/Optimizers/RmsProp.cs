using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// RMSprop: steps along the gradient, divided by the root of its recent mean square. A learning rate of 0.001 to 0.01 is usual. Weight decay is added to the
/// gradient.
/// </summary>
/// <remarks>Hinton, "Neural Networks for Machine Learning", lecture 6, 2012. The formulas are <see cref="RmsPropUpdate"/>'s, PyTorch's.</remarks>
public sealed record RmsProp : Optimizer
{
    /// <summary>How slowly the mean squared gradient forgets. Default 0.99; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Alpha { get; init; } = 0.99f;

    /// <summary>Keeps the division from zero. Default 1e-8; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>The part of the last step that is made again. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Momentum { get; init; }

    /// <summary>Whether to divide by the deviation from the mean gradient and not by its size. Default false.</summary>
    public bool Centered { get; init; }

    /// <inheritdoc/>
    public override ParameterUpdate Update(float weightDecay) =>
        new RmsPropUpdate { Alpha = Alpha, Epsilon = Epsilon, Momentum = Momentum, Centered = Centered, WeightDecay = weightDecay };
}

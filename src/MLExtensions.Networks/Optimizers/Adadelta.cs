using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Adadelta: steps along the gradient, scaled by the ratio of recent changes to recent gradients. A learning rate of 1 is usual: the default of 0.001 would hardly
/// move. Weight decay is added to the gradient.
/// </summary>
/// <remarks>Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012. The formulas are <see cref="AdadeltaUpdate"/>'s, PyTorch's.</remarks>
public sealed record Adadelta : Optimizer
{
    /// <summary>How slowly the mean squares forget. Default 0.9; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Rho { get; init; } = 0.9f;

    /// <summary>Keeps roots and divisions from zero, and sets the size of the first steps. Default 1e-6; more than 0, at most 1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float Epsilon { get; init; } = 1e-6f;

    /// <inheritdoc/>
    public override ParameterUpdate Update(float weightDecay) => new AdadeltaUpdate { Rho = Rho, Epsilon = Epsilon, WeightDecay = weightDecay };
}

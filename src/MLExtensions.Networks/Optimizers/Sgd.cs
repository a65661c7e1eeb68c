using System.ComponentModel.DataAnnotations;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Stochastic gradient descent, with momentum if asked for. It needs a larger learning rate than <see cref="Adam"/>: 0.01 to 0.1 is usual.</summary>
/// <remarks>Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013. The formulas are <see cref="SgdUpdate"/>'s, PyTorch's.</remarks>
public sealed record Sgd : Optimizer
{
    /// <summary>The part of the last step that is made again. Default 0; at least 0 and less than 1.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float Momentum { get; init; }

    /// <summary>How much less than all of the gradient enters the momentum. Default 0; 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public float Dampening { get; init; }

    /// <summary>Whether to look ahead along the momentum (Nesterov). Default false; it needs <see cref="Momentum"/>, and no <see cref="Dampening"/>.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override ParameterUpdate Update(float weightDecay) =>
        new SgdUpdate { Momentum = Momentum, Dampening = Dampening, Nesterov = Nesterov, WeightDecay = weightDecay };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Nesterov && Momentum == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Momentum), "Sgd.Nesterov needs a Momentum above 0; found 0. 0.9 is usual.");
        }

        if (Nesterov && Dampening != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Dampening), $"Sgd.Nesterov needs a Dampening of 0; found {Dampening}.");
        }
    }
}

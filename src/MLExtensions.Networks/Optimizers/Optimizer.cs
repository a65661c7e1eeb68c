using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>An update rule with its constants: how gradients change parameters. Immutable; a run of it is an <see cref="OptimizerState"/>.</summary>
public abstract record Optimizer
{
    /// <summary>The rule for a group of parameters, as a device carries it out.</summary>
    /// <param name="weightDecay">The group's weight decay.</param>
    public abstract ParameterUpdate Update(float weightDecay);

    /// <summary>Throws where a constant is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public virtual void Validate() => OptionRanges.Check(this);
}

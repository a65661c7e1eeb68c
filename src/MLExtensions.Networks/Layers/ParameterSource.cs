using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Where layers get their parameters from while an architecture builds them.</summary>
public abstract class ParameterSource
{
    /// <summary>Makes a parameter with its first values.</summary>
    /// <param name="name">The full name, as PyTorch would give it: "layers.0.weight".</param>
    /// <param name="shape">The shape.</param>
    /// <param name="initialization">How a new network draws the values.</param>
    public abstract Parameter Create(string name, Shape shape, Initialization initialization);

    /// <summary>Makes a buffer: it is saved with the parameters, but no gradient is computed for it and no update changes it.</summary>
    /// <param name="name">The full name, as PyTorch would give it: "norm.running_mean".</param>
    /// <param name="shape">The shape.</param>
    /// <param name="value">The value that all elements start with.</param>
    public Parameter CreateBuffer(string name, Shape shape, float value)
    {
        Parameter buffer = Create(name, shape, new Initialization(InitialDistribution.Constant, value));
        buffer.RequiresGradient = false;
        return buffer;
    }
}

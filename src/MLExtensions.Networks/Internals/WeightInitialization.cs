using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Makes parameters as another source does, but for the first values of weights: for layers that start otherwise than by themselves.</summary>
internal sealed class WeightInitialization(ParameterSource parameters, Initialization weights) : ParameterSource
{
    public override Parameter Create(string name, Shape shape, Initialization initialization) =>
        parameters.Create(name, shape, name == "weight" || name.EndsWith(".weight", StringComparison.Ordinal) ? weights : initialization);
}

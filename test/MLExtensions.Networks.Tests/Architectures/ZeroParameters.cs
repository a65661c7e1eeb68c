using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Leaves parameters at zero: quick for networks of many millions.</summary>
internal sealed class ZeroParameters : ParameterSource
{
    public override Parameter Create(string name, Shape shape, Initialization initialization) => new(name, shape);

    /// <summary>Trainable elements of an architecture.</summary>
    public static long CountParameters(Architecture architecture, Shape row, int outputs) => architecture
        .Build(new InputDescription(row), new OutputDescription(outputs), new ZeroParameters()).Parameters.Sum(parameter => (long)parameter.Shape.Length);
}

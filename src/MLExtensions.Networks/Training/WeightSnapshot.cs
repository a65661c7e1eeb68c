using MLExtensions.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>A copy of parameters' values to go back to.</summary>
internal sealed class WeightSnapshot
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly float[][] _values;

    public WeightSnapshot(IReadOnlyList<Parameter> parameters)
    {
        _parameters = parameters;
        _values = [.. parameters.Select(parameter => parameter.Values.ToArray())];
    }

    public void Take()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _parameters[i].Values.CopyTo(_values[i]);
        }
    }

    public void Restore()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i].CopyTo(_parameters[i].Values);
        }
    }

    public static bool AreFinite(IReadOnlyList<Parameter> parameters)
    {
        foreach (Parameter parameter in parameters)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(parameter.Values))
            {
                return false;
            }
        }

        return true;
    }
}

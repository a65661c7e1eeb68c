using MLExtensions.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>A copy of parameters' values to go back to.</summary>
internal sealed class WeightSnapshot
{
    private readonly float[][] _values;

    public WeightSnapshot(IEnumerable<Parameter> parameters)
    {
        Parameters = [.. parameters];
        _values = [.. Parameters.Select(parameter => parameter.Values.ToArray())];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The copies, in the order of the parameters.</summary>
    public IReadOnlyList<float[]> Values => _values;

    /// <summary>Puts other values, of the same lengths, in the place of the copies.</summary>
    public void Set(IReadOnlyList<float[]> values)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            values[i].CopyTo(_values[i], 0);
        }
    }

    public void Take()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            Parameters[i].Values.CopyTo(_values[i]);
        }
    }

    public void Restore()
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i].CopyTo(Parameters[i].Values);
        }
    }

    public static bool AreFinite(IEnumerable<Parameter> parameters)
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

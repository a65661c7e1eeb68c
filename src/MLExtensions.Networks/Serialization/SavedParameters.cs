using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Takes the parameters of a network from saved tensors, so building a damaged file allocates nothing that is not in the file.</summary>
internal sealed class SavedParameters : ParameterSource
{
    private readonly Dictionary<string, NamedTensor> _tensors;

    public SavedParameters(IEnumerable<NamedTensor> tensors) => _tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    public override Parameter Create(string name, Shape shape, Initialization initialization)
    {
        if (!_tensors.Remove(name, out NamedTensor? tensor))
        {
            throw new InvalidDataException($"The weights have no tensor '{name}', which the architecture needs.");
        }

        if (tensor.Shape != shape || tensor.ElementType != ElementType.Float32)
        {
            throw new InvalidDataException($"The weights have '{name}' as {tensor.ElementType} {tensor.Shape}; the architecture needs Float32 {shape}.");
        }

        var parameter = new Parameter(name, shape);
        tensor.Values.Span.CopyTo(parameter.Values);
        if (!WeightSnapshot.AreFinite([parameter]))
        {
            throw new InvalidDataException($"The weights '{name}' have values that are not finite.");
        }

        return parameter;
    }

    /// <summary>Throws where tensors are left that the architecture does not have.</summary>
    public void CheckAllUsed()
    {
        if (_tensors.Count > 0)
        {
            throw new InvalidDataException($"The weights have a tensor '{_tensors.Keys.First()}', which the architecture does not have.");
        }
    }
}

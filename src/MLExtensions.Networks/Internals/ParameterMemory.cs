using System.Buffers;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>A parameter's values as memory, so that they are written without a copy.</summary>
internal sealed class ParameterMemory(Parameter parameter) : MemoryManager<float>
{
    /// <summary>The parameter as a named tensor that shares its values.</summary>
    public static NamedTensor Tensor(string name, Parameter parameter) => new(name, parameter.Shape, new ParameterMemory(parameter).Memory);

    public override Span<float> GetSpan() => parameter.Values;

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}

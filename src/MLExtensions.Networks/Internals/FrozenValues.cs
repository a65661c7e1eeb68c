using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Constants that operations take as an input.</summary>
internal static class FrozenValues
{
    public static Parameter Create(string name, ReadOnlySpan<float> values)
    {
        var parameter = new Parameter(name, [values.Length]) { RequiresGradient = false };
        values.CopyTo(parameter.Values);
        return parameter;
    }
}

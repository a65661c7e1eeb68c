using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A named array of numbers, as a safetensors file holds it.</summary>
public sealed class NamedTensor
{
    /// <summary>A tensor of Float32.</summary>
    /// <param name="name">The name, "layers.0.weight".</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The values, row-major.</param>
    /// <exception cref="ArgumentException">There are not as many values as the shape holds.</exception>
    public NamedTensor(string name, Shape shape, ReadOnlyMemory<float> values)
        : this(name, shape, values.Length)
    {
        Values = values;
    }

    /// <summary>A tensor of Int32.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The values, row-major.</param>
    /// <exception cref="ArgumentException">There are not as many values as the shape holds.</exception>
    public NamedTensor(string name, Shape shape, ReadOnlyMemory<int> values)
        : this(name, shape, values.Length)
    {
        Integers = values;
        ElementType = ElementType.Int32;
    }

    private NamedTensor(string name, Shape shape, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (shape.Length != length)
        {
            throw new ArgumentException($"Tensor '{name}' of shape {shape} needs {shape.Length} values; found {length}.", nameof(shape));
        }

        Name = name;
        Shape = shape;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>What the values are.</summary>
    public ElementType ElementType { get; } = ElementType.Float32;

    /// <summary>The values of a Float32 tensor, row-major.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The values of an Int32 tensor, row-major.</summary>
    public ReadOnlyMemory<int> Integers { get; }
}

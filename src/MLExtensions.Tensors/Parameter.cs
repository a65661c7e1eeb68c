using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>
/// A weight that training changes: a tensor that is always alive, its gradient and a name. The memory is a pinned managed array of the garbage
/// collector's; there is nothing to dispose.
/// </summary>
public sealed unsafe class Parameter
{
    private readonly TensorNode _node;
    private TensorNode? _gradient;

    /// <summary>Makes a parameter of zeros, in main memory.</summary>
    /// <param name="name">A name, dotted as PyTorch's: <c>layers.0.weight</c>.</param>
    /// <param name="shape">The shape; up to as many elements as an array holds.</param>
    /// <exception cref="ArgumentException">There is no name, or more elements than an array holds.</exception>
    public Parameter(string name, Shape shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        if (shape.Length > Array.MaxLength)
        {
            throw new ArgumentException(
                $"Parameter '{name}' of shape {shape} has {shape.Length} elements; one parameter holds up to {Array.MaxLength}. Make the layer smaller.", nameof(shape));
        }

        _node = CreateNode(shape);
        _node.Parameter = this;
        _node.RequiresGradient = true;
    }

    /// <summary>A name, dotted as PyTorch's.</summary>
    public string Name { get; }

    /// <summary>The shape of the values and of the gradient.</summary>
    public Shape Shape => _node.Shape;

    /// <summary>The values as an operation's input. Always alive.</summary>
    public Tensor Tensor => new(_node);

    /// <summary>Whether it is trained; default true. False freezes it: no gradient is computed, no update changes it.</summary>
    public bool RequiresGradient
    {
        get => _node.RequiresGradient;
        set => _node.RequiresGradient = value;
    }

    /// <summary>The values, row-major, to read and to write.</summary>
    public Span<float> Values => new(_node.Data, checked((int)_node.Length));

    /// <summary>The gradient, allocated at first use. Always alive; it means something only while <see cref="HasGradient"/>.</summary>
    public Tensor Gradient => new(_gradient ??= CreateNode(Shape));

    /// <summary>Whether a backward run has written <see cref="Gradient"/> since the last <see cref="ClearGradient"/>.</summary>
    public bool HasGradient { get; internal set; }

    /// <summary>Forgets the gradient at no cost: the next backward run overwrites it, later ones add to it.</summary>
    public void ClearGradient() => HasGradient = false;

    /// <summary>Name and shape.</summary>
    public override string ToString() => $"{Name} {Shape}";

    private static TensorNode CreateNode(in Shape shape)
    {
        var node = new TensorNode();
        node.Begin(shape, ElementType.Float32, CpuDevice.Default, new PinnedStorage(shape.Length * sizeof(float), pool: null));
        return node;
    }
}

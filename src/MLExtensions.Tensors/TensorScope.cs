using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>
/// Owns tensors: those made in a scope belong to it, and their memory goes back to the device's pool when it ends. One training step or one
/// prediction is one life of a scope: make it once, <see cref="Reset"/> it after each. For one thread at a time. A scope that is forgotten
/// leaks nothing; its memory is the garbage collector's.
/// </summary>
/// <example>
/// <code>
/// using var scope = new TensorScope(CpuDevice.Default);
/// Tensor x = scope.From([1f, 2f, 3f, 4f], [2, 2]);
/// </code>
/// </example>
public sealed class TensorScope : IDisposable
{
    private readonly TensorScope? _outer;

    /// <summary>The living ones first, then spare nodes to reuse.</summary>
    private TensorNode[] _nodes = [];
    private int _count;
    private bool _disposed;

    /// <summary>Makes an empty scope.</summary>
    /// <param name="device">Where its tensors live.</param>
    /// <param name="outer">The scope that <see cref="Keep"/> moves tensors to; null where nothing is kept.</param>
    public TensorScope(Device device, TensorScope? outer = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device = device;
        _outer = outer;
    }

    /// <summary>Where its tensors live.</summary>
    public Device Device { get; }

    /// <summary>How many tensors are alive in it.</summary>
    public int Count => _count;

    /// <summary>A tensor whose elements are not set: write all of them before reading any.</summary>
    /// <exception cref="InsufficientMemoryException">More than one buffer holds, 64 GiB on the CPU.</exception>
    /// <exception cref="ObjectDisposedException">The scope was disposed.</exception>
    public Tensor Allocate(Shape shape, ElementType elementType = ElementType.Float32)
    {
        // The memory first: where there is none, the scope stays as it was.
        ObjectDisposedException.ThrowIf(_disposed, this);
        Storage storage = Device.Rent(shape.Length * sizeof(float));
        TensorNode node = Add();
        node.Begin(shape, elementType, Device, storage);
        return new Tensor(node);
    }

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="ObjectDisposedException">The scope was disposed.</exception>
    public Tensor Zeros(Shape shape)
    {
        Tensor tensor = Allocate(shape);
        Device.Fill(tensor, 0);
        return tensor;
    }

    /// <summary>A tensor with a copy of these elements.</summary>
    /// <param name="values">Row-major, exactly as many as the shape has.</param>
    /// <param name="shape">The shape.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    /// <exception cref="ObjectDisposedException">The scope was disposed.</exception>
    public Tensor From(ReadOnlySpan<float> values, Shape shape)
    {
        CheckLength(values.Length, shape);
        Tensor tensor = Allocate(shape);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <inheritdoc cref="From(ReadOnlySpan{float}, Shape)"/>
    public Tensor From(ReadOnlySpan<int> values, Shape shape)
    {
        CheckLength(values.Length, shape);
        Tensor tensor = Allocate(shape, ElementType.Int32);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <summary>
    /// Moves a tensor to the outer scope, so that it lives on when this one ends. The handle stays valid. A tensor that outlives this scope
    /// anyway (a parameter's, or one of an outer scope) is returned as it is.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no outer scope.</exception>
    /// <exception cref="ArgumentException">The tensor belongs to a scope that is not around this one.</exception>
    /// <exception cref="ObjectDisposedException">The tensor's, this or the outer scope has ended.</exception>
    public Tensor Keep(Tensor tensor)
    {
        TensorNode node = tensor.Node;
        if (node.Scope != this)
        {
            return OutlivesThis(node)
                ? tensor
                : throw new ArgumentException($"The tensor of shape {node.Shape} belongs to another scope; call Keep on that one.", nameof(tensor));
        }

        if (_outer is null)
        {
            throw new InvalidOperationException(
                $"The tensor of shape {node.Shape} cannot be kept: the scope has no outer scope. Make it with new TensorScope(device, outer).");
        }

        // The outer scope's spare node comes in exchange, so keeping one tensor a step allocates nothing.
        TensorNode spare = _outer.Add();
        int last = --_count;
        _nodes[node.Index] = _nodes[last];
        _nodes[node.Index].Index = node.Index;
        _nodes[last] = spare;

        node.Index = spare.Index;
        node.Scope = _outer;
        _outer._nodes[node.Index] = node;
        spare.Index = last;
        spare.Scope = this;
        return tensor;
    }

    /// <summary>A tensor of this scope with the same elements (the very memory, not a copy) and no history: nothing flows back through it.</summary>
    /// <param name="tensor">Any tensor on the same device.</param>
    /// <param name="requiresGradient">True to let a backward run end here with a gradient, e.g. to see how a loss depends on the input.</param>
    /// <exception cref="ObjectDisposedException">The tensor's or this scope has ended.</exception>
    public Tensor Detach(Tensor tensor, bool requiresGradient = false)
    {
        Tensor detached = View(tensor, tensor.Shape);
        detached.Node.RequiresGradient = requiresGradient;
        return detached;
    }

    /// <summary>Ends every tensor of the scope. The scope itself stays usable and keeps its bookkeeping, so a step of the same kind allocates nothing.</summary>
    public void Reset()
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            _nodes[i].End();
        }

        _count = 0;
    }

    /// <summary>Ends every tensor of the scope, and the scope. Doing it again is harmless.</summary>
    public void Dispose()
    {
        Reset();
        _disposed = true;
    }

    /// <summary>A tensor of this scope with the same memory under another shape of as many elements.</summary>
    internal Tensor View(Tensor tensor, in Shape shape)
    {
        TensorNode original = tensor.Node;
        TensorNode node = Add();
        original.Storage!.Share();
        node.Begin(shape, original.ElementType, original.Device, original.Storage);
        return new Tensor(node);
    }

    private static void CheckLength(int count, in Shape shape)
    {
        if (count != shape.Length)
        {
            throw new ArgumentException($"The shape {shape} has {shape.Length} elements; {count} values were given.");
        }
    }

    private TensorNode Add()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Max(16, 2 * _count));
            for (int i = _count; i < _nodes.Length; i++)
            {
                _nodes[i] = new TensorNode { Scope = this, Index = i };
            }
        }

        return _nodes[_count++];
    }

    private bool OutlivesThis(TensorNode node)
    {
        for (TensorScope? scope = _outer; scope is not null; scope = scope._outer)
        {
            if (node.Scope == scope)
            {
                return true;
            }
        }

        return node.Scope is null;
    }
}

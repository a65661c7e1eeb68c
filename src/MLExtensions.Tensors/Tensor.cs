using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using MLExtensions.Tensors.Internals;

namespace MLExtensions.Tensors;

/// <summary>
/// A handle to an n-dimensional array, row-major, on a device. It is a small value: copying it copies no elements. The memory belongs to the
/// <see cref="TensorScope"/> that made it (or to a <see cref="Parameter"/>, then it is always alive). After the scope ended every use throws
/// <see cref="ObjectDisposedException"/>; memory that was given back is never read.
/// </summary>
public readonly struct Tensor : IEquatable<Tensor>
{
    private readonly TensorNode? _node;
    private readonly long _generation;

    internal Tensor(TensorNode node)
    {
        _node = node;
        _generation = node.Generation;
    }

    /// <summary>The lengths of the axes.</summary>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public Shape Shape => Node.Shape;

    /// <summary>What the elements are.</summary>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public ElementType ElementType => Node.ElementType;

    /// <summary>The device whose memory holds the elements.</summary>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public Device Device => Node.Device;

    /// <summary>Whether a backward run computes a gradient for it: parameters that are not frozen, and what was computed from them on a tape.</summary>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public bool RequiresGradient => Node.RequiresGradient;

    /// <summary>Whether it may be used: its scope has not ended. False for <c>default</c>.</summary>
    public bool IsAlive => _node is not null && _node.Generation == _generation;

    /// <summary>The node, checked to be alive: what every access goes through.</summary>
    internal TensorNode Node
    {
        get
        {
            TensorNode? node = _node;
            if (node is null || node.Generation != _generation)
            {
                ThrowNotAlive();
            }

            return node;
        }
    }

    /// <summary>The node without the check, for kernels whose device has made it; null for <c>default</c>.</summary>
    internal TensorNode? NodeOrNull => _node;

    internal bool IsDefault => _node is null;

    /// <summary>The elements of a CPU tensor that the device has checked.</summary>
    internal unsafe float* Floats => (float*)_node!.Data;

    /// <summary>The elements of a CPU tensor that the device has checked.</summary>
    internal unsafe int* Ints => (int*)_node!.Data;

    /// <summary>How many elements, for kernels whose device has checked the handle.</summary>
    internal nint Length => _node!.Length;

    /// <summary>Whether two handles are to the same tensor.</summary>
    public static bool operator ==(Tensor left, Tensor right) => left.Equals(right);

    /// <summary>Whether two handles are to different tensors.</summary>
    public static bool operator !=(Tensor left, Tensor right) => !left.Equals(right);

    /// <summary>Copies all elements, row-major.</summary>
    /// <param name="destination">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">Another length, or the tensor does not hold <see cref="ElementType.Float32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public void CopyTo(Span<float> destination) => Checked(ElementType.Float32, destination.Length).Storage!.CopyTo(MemoryMarshal.AsBytes(destination));

    /// <summary>Copies all elements, row-major.</summary>
    /// <param name="destination">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">Another length, or the tensor does not hold <see cref="ElementType.Int32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public void CopyTo(Span<int> destination) => Checked(ElementType.Int32, destination.Length).Storage!.CopyTo(MemoryMarshal.AsBytes(destination));

    /// <summary>Sets all elements, row-major.</summary>
    /// <param name="source">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">Another length, or the tensor does not hold <see cref="ElementType.Float32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public void CopyFrom(ReadOnlySpan<float> source) => Checked(ElementType.Float32, source.Length).Storage!.CopyFrom(MemoryMarshal.AsBytes(source));

    /// <summary>Sets all elements, row-major.</summary>
    /// <param name="source">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">Another length, or the tensor does not hold <see cref="ElementType.Int32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public void CopyFrom(ReadOnlySpan<int> source) => Checked(ElementType.Int32, source.Length).Storage!.CopyFrom(MemoryMarshal.AsBytes(source));

    /// <summary>A new array with all elements, row-major.</summary>
    /// <exception cref="ArgumentException">The tensor does not hold <see cref="ElementType.Float32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public float[] ToArray()
    {
        var values = new float[Node.Length];
        CopyTo(values);
        return values;
    }

    /// <summary>A new array with all elements, row-major.</summary>
    /// <exception cref="ArgumentException">The tensor does not hold <see cref="ElementType.Int32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public int[] ToInt32Array()
    {
        var values = new int[Node.Length];
        CopyTo(values);
        return values;
    }

    /// <summary>The only element, e.g. of a loss.</summary>
    /// <exception cref="ArgumentException">There are more elements or none, or it is not <see cref="ElementType.Float32"/>.</exception>
    /// <exception cref="ObjectDisposedException">The scope ended.</exception>
    public float ToScalar()
    {
        float value = 0;
        CopyTo(new Span<float>(ref value));
        return value;
    }

    /// <inheritdoc/>
    public bool Equals(Tensor other) => ReferenceEquals(_node, other._node) && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_node?.Id ?? 0, _generation);

    /// <summary>Element type and shape, e.g. <c>Float32 [32, 128]</c>.</summary>
    public override string ToString() => !IsAlive ? "(no longer alive)" : $"{_node!.ElementType} {_node.Shape}";

    private TensorNode Checked(ElementType elementType, int length)
    {
        TensorNode node = Node;
        if (node.ElementType != elementType)
        {
            throw new ArgumentException($"The tensor of shape {node.Shape} holds {node.ElementType}; {elementType} was asked for.");
        }

        if (node.Length != length)
        {
            throw new ArgumentException($"The tensor of shape {node.Shape} has {node.Length} elements; the other side has {length}. Give exactly as many.");
        }

        return node;
    }

    [DoesNotReturn]
    private void ThrowNotAlive()
    {
        if (_node is null)
        {
            throw new InvalidOperationException("This is default(Tensor), not a tensor. Make tensors with TensorScope.Allocate, Zeros or From.");
        }

        throw new ObjectDisposedException(nameof(Tensor), _node.DescribeDead(_generation));
    }
}

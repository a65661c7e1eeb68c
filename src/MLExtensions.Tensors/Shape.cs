using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MLExtensions.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first: <c>Shape shape = [32, 128];</c> is 32 rows of 128. Rank 0 (<c>[]</c>) is one element.
/// Held inline, without heap memory.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest rank: 8.</summary>
    public const int MaximumRank = 8;

    private readonly Axes _axes;
    private readonly int _rank;

    private Shape(ReadOnlySpan<int> axes)
    {
        _rank = axes.Length;
        for (int axis = 0; axis < axes.Length; axis++)
        {
            _axes[axis] = axes[axis];
        }
    }

    private Shape(in Shape shape, int axis, int length)
    {
        this = shape;
        _axes[axis] = length;
    }

    /// <summary>How many axes there are, 0 to 8.</summary>
    public int Rank => _rank;

    /// <summary>How many elements: the product of all axes; 1 for rank 0.</summary>
    public nint Length
    {
        get
        {
            nint length = 1;
            for (int axis = 0; axis < _rank; axis++)
            {
                length *= _axes[axis];
            }

            return length;
        }
    }

    /// <summary>How many rows of the last axis: the product of all axes but the last; 1 for rank 0 and 1.</summary>
    public nint LeadingLength
    {
        get
        {
            nint length = 1;
            for (int axis = 0; axis < _rank - 1; axis++)
            {
                length *= _axes[axis];
            }

            return length;
        }
    }

    /// <summary>The length of one axis.</summary>
    /// <param name="axis">0 is the outermost. From the end: <c>shape[^1]</c>.</param>
    public int this[int axis]
    {
        get
        {
            if ((uint)axis >= (uint)_rank)
            {
                ThrowNoSuchAxis(axis);
            }

            return _axes[axis];
        }
    }

    /// <summary>The rank, under the name that <c>shape[^1]</c> needs.</summary>
    public int Count => _rank;

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(in Shape left, in Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(in Shape left, in Shape right) => !left.Equals(right);

    /// <summary>A shape of these axes.</summary>
    /// <exception cref="ArgumentException">More than 8 axes, a negative length, or more elements than memory can address.</exception>
    public static Shape Create(ReadOnlySpan<int> axes)
    {
        if (axes.Length > MaximumRank)
        {
            throw new ArgumentException($"A shape has at most {MaximumRank} axes; {axes.Length} were given.", nameof(axes));
        }

        Check(axes);
        return new Shape(axes);
    }

    /// <summary>This shape with one axis of another length.</summary>
    public Shape With(int axis, int length)
    {
        if ((uint)axis >= (uint)_rank)
        {
            ThrowNoSuchAxis(axis);
        }

        var changed = new Shape(this, axis, length);
        Check(changed.AsSpan());
        return changed;
    }

    /// <summary>Copies the axes to the beginning of a span of at least <see cref="Rank"/> elements.</summary>
    public void CopyTo(Span<int> destination) => AsSpan().CopyTo(destination);

    /// <summary>The axes, as a view of this very value.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_axes)[.._rank];

    /// <summary>Walks over the axes, outermost first.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int axis in this)
        {
            hash.Add(axis);
        }

        return hash.ToHashCode();
    }

    /// <summary>The axes in brackets: <c>[32, 128]</c>.</summary>
    public override string ToString() => Describe(AsSpan());

    /// <summary>The position, from 0, of an axis that is there and may be counted from the end.</summary>
    internal int Position(int axis) => axis < 0 ? axis + _rank : axis;

    /// <summary>The product of the axes before one and that of the axes after it.</summary>
    internal (nint Outer, nint Inner) Around(int axis)
    {
        nint outer = 1, inner = 1;
        for (int i = 0; i < _rank; i++)
        {
            if (i < axis)
            {
                outer *= _axes[i];
            }
            else if (i > axis)
            {
                inner *= _axes[i];
            }
        }

        return (outer, inner);
    }

    private static void Check(ReadOnlySpan<int> axes)
    {
        // In floating point nothing overflows, and the bound need not be exact.
        double length = 1;
        foreach (int axis in axes)
        {
            if (axis < 0)
            {
                throw new ArgumentException($"The axes of a shape are 0 or more; found {axis} in {Describe(axes)}.", nameof(axes));
            }

            length *= axis;
            if (length > nint.MaxValue / sizeof(double))
            {
                throw new ArgumentException($"A tensor of shape {Describe(axes)} would have more elements than memory can address.", nameof(axes));
            }
        }
    }

    private static string Describe(ReadOnlySpan<int> axes)
    {
        var text = new StringBuilder("[");
        for (int axis = 0; axis < axes.Length; axis++)
        {
            text.Append(axis == 0 ? "" : ", ").Append(axes[axis].ToString(CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }

    [DoesNotReturn]
    private void ThrowNoSuchAxis(int axis) =>
        throw new ArgumentOutOfRangeException(nameof(axis), axis, $"The shape {this} has no axis {axis}.");

    [InlineArray(MaximumRank)]
    private struct Axes
    {
        private int _first;
    }
}

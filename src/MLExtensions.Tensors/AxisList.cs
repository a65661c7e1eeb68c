using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MLExtensions.Tensors;

/// <summary>
/// Up to 8 whole numbers, one an axis: <c>Axes = [0, 2, 1]</c>. As a choice of axes, -1 is the last one, -2 the one before. Held inline, without heap
/// memory, and compared by value, as the attributes of an <see cref="Operation"/> are.
/// </summary>
[CollectionBuilder(typeof(AxisList), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "It is a list of axes, and a value.")]
public readonly struct AxisList : IEquatable<AxisList>
{
    private readonly Numbers _numbers;
    private readonly int _count;

    private AxisList(ReadOnlySpan<int> numbers)
    {
        _count = numbers.Length;
        for (int i = 0; i < numbers.Length; i++)
        {
            _numbers[i] = numbers[i];
        }
    }

    /// <summary>How many numbers there are, 0 to 8.</summary>
    public int Count => _count;

    /// <summary>One of the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
            return _numbers[index];
        }
    }

    /// <summary>Whether two lists have the same numbers in the same order.</summary>
    public static bool operator ==(in AxisList left, in AxisList right) => left.Equals(right);

    /// <summary>Whether two lists differ.</summary>
    public static bool operator !=(in AxisList left, in AxisList right) => !left.Equals(right);

    /// <summary>A list of these numbers.</summary>
    /// <exception cref="ArgumentException">More than 8.</exception>
    public static AxisList Create(ReadOnlySpan<int> numbers) => numbers.Length <= Shape.MaximumRank
        ? new AxisList(numbers)
        : throw new ArgumentException($"A list of axes has at most {Shape.MaximumRank} numbers; {numbers.Length} were given.", nameof(numbers));

    /// <summary>The numbers, as a view of this very value.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_numbers)[.._count];

    /// <summary>Walks over the numbers.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(AxisList other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AxisList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int number in this)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }

    /// <summary>The numbers in brackets: <c>[0, 2, 1]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray().Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

    [InlineArray(Shape.MaximumRank)]
    private struct Numbers
    {
        private int _first;
    }
}

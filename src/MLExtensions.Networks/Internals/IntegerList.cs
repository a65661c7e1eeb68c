using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace MLExtensions.Networks.Internals;

/// <summary>A list of whole numbers as a value: a record that keeps one in a field is compared and printed by what the list holds.</summary>
internal sealed class IntegerList : IReadOnlyList<int>, IEquatable<IntegerList>
{
    private readonly ImmutableArray<int> _numbers;

    public IntegerList(IEnumerable<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        _numbers = [.. numbers];
    }

    public int Count => _numbers.Length;

    public int this[int index] => _numbers[index];

    public bool Equals(IntegerList? other) => other is not null && _numbers.SequenceEqual(other._numbers);

    public override bool Equals(object? obj) => Equals(obj as IntegerList);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int number in _numbers)
        {
            hash.Add(number);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>"[32, 64]".</summary>
    public override string ToString() => $"[{string.Join(", ", _numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";
}

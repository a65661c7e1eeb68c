using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLExtensions.Networks;

/// <summary>A category: one slot of a row with the index of the value, 0 to <see cref="Count"/> - 1 as a float, for which the network learns a vector.</summary>
/// <remarks>
/// ML.NET's trainers use index 0 for a missing value, 1 for one that is rare or was not seen in training, and 2 and up for the known ones; to the network they are all the same.
/// Guo, Berkhahn, "Entity Embeddings of Categorical Variables", 2016.
/// </remarks>
public sealed record CategoryColumn : InputColumn
{
    /// <summary>The most indices that there may be: whole numbers that a float holds exactly.</summary>
    public const int MaximumCount = 1 << 24;

    /// <summary>The longest that <see cref="DefaultDimension"/> gives.</summary>
    public const int LargestDefaultDimension = 64;

    private const int MaximumDimension = 1 << 16;

    private readonly int? _dimension;
    private readonly ImmutableArray<int> _untrained = [];

    /// <summary>How many indices there are; 1 to 16,777,216.</summary>
    public required int Count { get; init; }

    /// <summary>How long the vector of each is. Default <see cref="DefaultDimension"/> of the count; 1 to 65,536.</summary>
    public int Dimension
    {
        get => _dimension ?? DefaultDimension(Count);
        init => _dimension = value;
    }

    /// <summary>
    /// The indices, ascending, that no row of the training data has: their vectors start at zero and stay there, so that such a value says nothing. Default empty.
    /// </summary>
    public IReadOnlyList<int> Untrained
    {
        get => _untrained;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _untrained = [.. value];
        }
    }

    /// <inheritdoc/>
    public override int Size => 1;

    /// <inheritdoc/>
    public override int EncodedSize => Dimension;

    /// <summary>A length that suits most: 1.6 count^0.56, at least 1 and at most 64.</summary>
    /// <remarks>
    /// The rule is that of fastai's <c>emb_sz_rule</c>, which goes up to 600. Here it ends earlier, as the gradient and the optimiser's state of the table are as large as the table.
    /// </remarks>
    /// <param name="count">How many indices there are; at least 1.</param>
    public static int DefaultDimension(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Math.Clamp((int)Math.Round(1.6 * Math.Pow(count, 0.56)), 1, LargestDefaultDimension);
    }

    /// <summary>Whether two columns have the same name and the same parts.</summary>
    public bool Equals(CategoryColumn? other) =>
        other is not null && Name == other.Name && Count == other.Count && Dimension == other.Dimension && _untrained.AsSpan().SequenceEqual(other._untrained.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Count, Dimension, _untrained.Length);

    /// <summary>Name and sizes: "city: 12 categories to 6 values".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Count} categories to {Dimension} values");

    internal override void Validate()
    {
        if (Count is < 1 or > MaximumCount)
        {
            throw new ArgumentException($"{Title} has a count of {Count}; expected 1 to {MaximumCount}.");
        }

        if (Dimension is < 1 or > MaximumDimension)
        {
            throw new ArgumentException($"{Title} has a dimension of {Dimension}; expected 1 to {MaximumDimension}.");
        }

        for (int i = 0; i < _untrained.Length; i++)
        {
            if (_untrained[i] < 0 || _untrained[i] >= Count || (i > 0 && _untrained[i] <= _untrained[i - 1]))
            {
                throw new ArgumentException($"{Title}: untrained index {i} is {_untrained[i]}; expected ascending numbers from 0 to {Count - 1}.");
            }
        }
    }

    internal override void AppendTo(IncrementalHash hash) => hash.AppendData(MemoryMarshal.AsBytes(_untrained.AsSpan()));
}

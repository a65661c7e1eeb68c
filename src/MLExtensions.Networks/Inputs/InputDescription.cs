using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What a network takes.</summary>
/// <param name="Shape">The shape of one row, without the batch: `[features]`.</param>
/// <example>
/// <code>
/// var age = new NumberStatistics(size: 1);
/// // age.Add(...) for each row
/// InputDescription input = InputDescription.Of(
///     age.ToColumn("age", NumberEncoding.PiecewiseLinear, maximumBins: 16, indicators: true),
///     new CategoryColumn { Name = "city", Count = 12 });
/// </code>
/// </example>
public sealed record InputDescription(Shape Shape)
{
    private readonly ImmutableArray<InputColumn> _columns = [];

    /// <summary>
    /// What the slots of a row are, column by column from the first slot on. Default empty: the row goes to the architecture as it is. With columns, it is encoded first, by a
    /// <see cref="ColumnEncoder"/>, and may hold NaN for missing numbers.
    /// </summary>
    /// <exception cref="ArgumentException">A column's parts do not fit each other, or the columns' sizes do not add up to the row.</exception>
    public IReadOnlyList<InputColumn> Columns
    {
        get => _columns;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _columns = [.. value];
            Validate();
        }
    }

    /// <summary>The shape of a row as the architecture gets it: the encoded one where there are columns.</summary>
    public Shape EncodedShape =>
        _columns.IsEmpty ? Shape
        : _columns.Length == 1 ? _columns[0].EncodedShape
        : [checked((int)_columns.Sum(column => (long)column.EncodedSize))];

    /// <summary>A row of columns, one after the other.</summary>
    /// <param name="columns">At least one.</param>
    /// <exception cref="ArgumentException">There is none, a column's parts do not fit each other, or a row would be longer than an array.</exception>
    public static InputDescription Of(params IReadOnlyList<InputColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (InputColumn? column in columns)
        {
            // Sizes that make no sense are named before they are added up.
            Require(column).Validate();
        }

        long size = columns.Sum(column => (long)column.Size);
        return columns.Count > 0 && size <= Array.MaxLength
            ? new InputDescription([(int)size]) { Columns = columns }
            : throw new ArgumentException($"There are {columns.Count} columns of {size} slots; expected at least one column, and at most {Array.MaxLength} slots.", nameof(columns));
    }

    /// <summary>Whether two descriptions are of the same shape and the same columns.</summary>
    public bool Equals(InputDescription? other) => other is not null && Shape == other.Shape && _columns.SequenceEqual(other._columns);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shape, _columns.Length);

    /// <summary>The shape, and the columns where there are any.</summary>
    public override string ToString() => _columns.IsEmpty ? Shape.ToString() : $"{Shape}: {string.Join(", ", _columns)}";

    /// <summary>The layer that encodes a row of the columns.</summary>
    internal Layer CreateEncoder(string name, ParameterSource parameters) =>
        _columns.Length == 1 ? _columns[0].CreateEncoder(name, parameters) : new ColumnEncoder(name, _columns, parameters);

    /// <summary>Throws where the columns do not make up the row.</summary>
    internal void Validate()
    {
        if (_columns.IsEmpty)
        {
            return;
        }

        long slots = 0, encoded = 0;
        foreach (InputColumn column in _columns)
        {
            Require(column).Validate();
            if (column.IsWholeRow && _columns.Length > 1)
            {
                throw new ArgumentException($"'{column.Name}' is a {column.GetType().Name} beside {_columns.Length - 1} other columns; it makes up the whole row of a network. Give it alone.");
            }

            slots += column.Size;
            encoded += column.EncodedSize;
        }

        if (Shape.Rank != 1 || Shape[0] != slots)
        {
            throw new ArgumentException($"The columns have {slots} slots together; a row of them has shape [{slots}], found {Shape}.");
        }

        if (encoded > Array.MaxLength)
        {
            throw new ArgumentException($"An encoded row would have {encoded} values; expected at most {Array.MaxLength}. Use fewer bins or smaller embeddings.");
        }
    }

    /// <summary>What a checkpoint knows these columns by: everything about them goes into it.</summary>
    internal string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (InputColumn column in _columns)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{column.Name}\n{column}\n"));
            column.AppendTo(hash);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static InputColumn Require(InputColumn? column) => column ?? throw new ArgumentException("One of the columns is null.");
}

using System.Text.Json.Serialization;
using Microsoft.ML;

namespace MLExtensions.Columns;

/// <summary>One input column as the network was fitted on it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Size">Number of values: the vector's size, 1 for a scalar.</param>
/// <param name="IsVector">Whether the column is a vector.</param>
internal sealed record FeatureColumn(string Name, int Size, bool IsVector)
{
    /// <summary>How its values reach the network.</summary>
    public FeatureKind Kind { get; init; }

    /// <summary>What happens to a missing value.</summary>
    public MissingHandling Missing { get; init; }

    /// <summary>Of a key: how many values it can have.</summary>
    public int? KeyCount { get; init; }

    /// <summary>Of a text: the values that have an index of their own, in its order.</summary>
    public IReadOnlyList<string>? Vocabulary { get; init; }

    /// <summary>Of a column that is the whole row: how it is read.</summary>
    public RowFormat? Row { get; init; }

    /// <summary>Whether it is the first column of its name, which later ones may hide.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOriginal { get; init; }

    /// <summary>Finds it in a schema.</summary>
    public DataViewSchema.Column FindIn(DataViewSchema schema) =>
        IsOriginal ? SchemaColumns.FindOriginal(schema, Name, "feature") : SchemaColumns.Find(schema, Name, "feature");

    /// <summary>Whether another column could be read in this one's place: what the network learnt of its values is not compared.</summary>
    public bool IsLike(FeatureColumn other) => (Name, Size, IsVector, Kind, KeyCount) == (other.Name, other.Size, other.IsVector, other.Kind, other.KeyCount);
}

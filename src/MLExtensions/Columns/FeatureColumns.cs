using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Columns;

/// <summary>The columns that make up a row of the network's input, one after the other.</summary>
internal sealed class FeatureColumns(IReadOnlyList<FeatureColumn> columns)
{
    private const string Expected = "a vector of Single of known size, or a scalar number or boolean";

    private const string Advice = "Concatenate or convert in the pipeline before the network.";

    /// <summary>The columns, in the order in which their values stand in a row.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; } = columns;

    /// <summary>Number of values in a row.</summary>
    public int Size { get; } = columns.Sum(column => column.Size);

    /// <summary>Takes the columns as they are in the training data.</summary>
    public static FeatureColumns Of(DataViewSchema schema, IEnumerable<string> names) =>
        new([.. names.Select(name => Describe(SchemaColumns.Find(schema, name, "feature")))]);

    /// <summary>The same columns in another schema; an error where one is missing or of another size.</summary>
    public DataViewSchema.Column[] FindIn(DataViewSchema schema) =>
        [.. Columns.Select(fitted =>
        {
            var column = SchemaColumns.Find(schema, fitted.Name, "feature");
            var found = Describe(column);
            return found == fitted
                ? column
                : throw new ArgumentOutOfRangeException(
                    nameof(schema),
                    $"The feature column '{fitted.Name}' has {Values(found)}; the network was fitted on {Values(fitted)}. Use the same featurisation as in training.");
        })];

    private static string Values(FeatureColumn column) => column.IsVector ? $"a vector of {column.Size} values" : "one value";

    private static FeatureColumn Describe(DataViewSchema.Column column)
    {
        Check(ColumnShape.Of(column));
        return column.Type is VectorDataViewType vector
            ? new FeatureColumn(column.Name, vector.Size, true)
            : new FeatureColumn(column.Name, 1, false);
    }

    /// <summary>Throws where a column's type cannot be a feature's; its size may be unknown yet.</summary>
    public static void Check(ColumnShape column)
    {
        bool good = column.Kind switch
        {
            VectorKind.Vector => column.ItemType == NumberDataViewType.Single && !column.IsKey,
            VectorKind.Scalar => column.IsNumeric,
            _ => false,
        };
        if (!good)
        {
            throw SchemaColumns.Mismatch("feature", column, Expected, Advice);
        }
    }
}

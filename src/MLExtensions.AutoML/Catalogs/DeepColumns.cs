using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.AutoML;

/// <summary>The columns of a data view as networks take them.</summary>
/// <param name="Label">The label column.</param>
/// <param name="Weight">The column of row weights; null for none.</param>
/// <param name="Features">The feature columns.</param>
internal sealed record DeepColumns(string Label, string? Weight, IReadOnlyList<(DataViewSchema.Column Column, DeepColumnKind Kind)> Features)
{
    /// <summary>As AutoML describes columns.</summary>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes.</exception>
    public static DeepColumns Of(DataViewSchema schema, ColumnInformation information)
    {
        string[] named = [.. information.NumericColumnNames, .. information.CategoricalColumnNames, .. information.TextColumnNames];
        if (information.ImagePathColumnNames.FirstOrDefault() is { } path)
        {
            throw new ArgumentException(
                $"Column '{path}' has paths of images; networks take images. Put LoadRawImageBytes in the pipeline before, and name its output column instead of the path.", nameof(information));
        }

        HashSet<string> texts = [.. information.TextColumnNames], others =
        [
            .. information.IgnoredColumnNames,
            .. new[] { information.GroupIdColumnName, information.SamplingKeyColumnName, information.UserIdColumnName, information.ItemIdColumnName }.OfType<string>(),
        ];
        return Create(
            schema,
            information.LabelColumnName,
            information.ExampleWeightColumnName,
            named.Length > 0 ? [.. named.Except(others)] : null,
            column => !others.Contains(column.Name),
            column => texts.Contains(column.Name));
    }

    /// <summary>As somebody names them.</summary>
    /// <param name="schema">The data's columns.</param>
    /// <param name="label">The label column.</param>
    /// <param name="features">The feature columns; null for all the others that a network takes.</param>
    /// <param name="weight">The column of row weights; null for none.</param>
    /// <exception cref="ArgumentException">A column is missing, or none that a network takes.</exception>
    public static DeepColumns Of(DataViewSchema schema, string label, IReadOnlyList<string>? features, string? weight)
    {
        // A text beside others is a category, alone it is one to be read.
        DeepColumns columns = Create(schema, label, weight, features, _ => true, _ => false);
        return columns.Features is [{ Column.Type: TextDataViewType }] ? columns with { Features = [(columns.Features[0].Column, DeepColumnKind.Text)] } : columns;
    }

    private static DeepColumns Create(
        DataViewSchema schema, string label, string? weight, IReadOnlyList<string>? features, Func<DataViewSchema.Column, bool> isWanted, Func<DataViewSchema.Column, bool> isFreeText)
    {
        if (features is null && schema.GetColumnOrNull(label) is null)
        {
            throw new ArgumentException(
                $"The label column '{label}' is not in the data. Where the pipeline makes it of another column, name the feature columns, as that one must not be among them.", nameof(label));
        }

        if (weight is not null)
        {
            SchemaColumns.Find(schema, weight, "weight");
        }

        var found = new List<(DataViewSchema.Column Column, DeepColumnKind Kind)>();
        IEnumerable<DataViewSchema.Column> columns = features?.Select(name => SchemaColumns.FindOriginal(schema, name, "feature"))
            ?? schema.Where(column => !column.IsHidden && column.Name != label && column.Name != weight && isWanted(column));
        foreach (DataViewSchema.Column column in columns)
        {
            if (KindOf(column, isFreeText(column)) is { } kind)
            {
                found.Add((column, kind));
            }
            else if (features is not null)
            {
                throw new ArgumentException($"The feature column '{column.Name}' is {column.Type}; networks take numbers, booleans, keys, texts, sequences and images. Convert it, or leave it out.", nameof(features));
            }
        }

        return found.Count > 0
            ? new DeepColumns(label, weight, found)
            : throw new ArgumentException($"The data has no feature column that a network takes beside the label '{label}'. Name the feature columns.", nameof(features));
    }

    private static DeepColumnKind? KindOf(DataViewSchema.Column column, bool isFreeText)
    {
        ColumnShape shape = ColumnShape.Of(column);
        int dimensions = (column.Type as VectorDataViewType)?.Dimensions.Length ?? 0;
        return shape switch
        {
            { IsImage: true } => DeepColumnKind.Image,
            { Kind: VectorKind.Scalar, IsText: true } => isFreeText ? DeepColumnKind.Text : DeepColumnKind.Tabular,
            { Kind: VectorKind.Scalar } => shape.IsNumeric || shape.IsKey ? DeepColumnKind.Tabular : null,
            { IsNumeric: false } => null,
            { Kind: VectorKind.VariableVector } => shape.ItemType.RawType == typeof(byte) ? DeepColumnKind.Image : DeepColumnKind.Sequence,
            _ => dimensions switch { 2 => DeepColumnKind.Sequence, 3 => DeepColumnKind.Image, _ => DeepColumnKind.Tabular },
        };
    }
}

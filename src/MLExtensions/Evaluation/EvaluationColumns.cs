using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Evaluation;

/// <summary>Finds the columns that an evaluation reads and checks their types: an error names the column, what it is and what was expected.</summary>
internal static class EvaluationColumns
{
    /// <summary>A vector of known size of numbers or booleans.</summary>
    public static DataViewSchema.Column NumberVector(IDataView data, string name, string role, string advice) =>
        Find(data, name, role, "a vector of known size of numbers or booleans", advice, type =>
            type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType or BooleanDataViewType });

    /// <summary>A vector of Single with a slot for each of another column's.</summary>
    public static DataViewSchema.Column ScoreVector(IDataView data, string name, string role, DataViewSchema.Column label)
    {
        int size = ((VectorDataViewType)label.Type).Size;
        string expected = $"a vector of {size} Single, as many as the values of '{label.Name}'";
        return Find(data, name, role, expected, "Score the data with a model that was fitted on this label.", type =>
            type is VectorDataViewType vector && vector.Size == size && vector.ItemType == NumberDataViewType.Single);
    }

    /// <summary>Whether a type is a vector of so many numbers or booleans.</summary>
    public static Func<DataViewType, bool> IsNumberVectorOf(int size) => type =>
        type is VectorDataViewType { ItemType: NumberDataViewType or BooleanDataViewType } vector && vector.Size == size;

    public static DataViewSchema.Column Find(
        IDataView data, string name, string role, string expected, string advice, Func<DataViewType, bool> isGood)
    {
        var column = SchemaColumns.Find(data.Schema, name, role);
        return isGood(column.Type)
            ? column
            : throw new ArgumentOutOfRangeException(null, $"The {role} column '{name}' is {column.Type}; expected {expected}. {advice}");
    }

    /// <summary>Names of a vector column's slots: those of the first column that has some, else numbers from 0.</summary>
    public static string[] SlotNames(params ReadOnlySpan<DataViewSchema.Column> columns)
    {
        foreach (var column in columns)
        {
            if (Scoring.LabelSlotNames.Of(column) is { } names)
            {
                return [.. names.Select((name, slot) => name.Length > 0 ? name : Format.Count(slot))];
            }
        }

        return [.. Enumerable.Range(0, ((VectorDataViewType)columns[0].Type).Size).Select(slot => Format.Count(slot))];
    }
}

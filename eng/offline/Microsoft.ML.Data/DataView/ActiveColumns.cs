using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which columns of a view a cursor was asked for, and the checks that every getter makes.</summary>
internal static class ActiveColumns
{
    public const string NoRow =
        "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after MoveNext returned false.";

    public static bool[] Of(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        Contracts.CheckValue(columns, nameof(columns));
        var active = new bool[schema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            Contracts.CheckParam(
                column.Index < schema.Count && schema[column.Index].Name == column.Name,
                "columnsNeeded",
                $"Column '{column.Name}' is not one of this view's.");
            active[column.Index] = true;
        }

        return active;
    }

    /// <exception cref="ArgumentOutOfRangeException">The row's schema has no such column, or it is not active.</exception>
    /// <exception cref="InvalidOperationException">Its type is another.</exception>
    public static void Check<TValue>(DataViewRow row, DataViewSchema.Column column)
    {
        Contracts.CheckParam(
            column.Index < row.Schema.Count && row.IsColumnActive(column), nameof(column), $"Requested column '{column.Name}' is not active");
        Type expected = row.Schema[column.Index].Type.RawType;
        Contracts.Check(typeof(TValue) == expected, $"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{expected}'.");
    }
}

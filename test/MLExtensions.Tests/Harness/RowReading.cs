using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>Reads the rows of views and cursors, and compares them.</summary>
internal static class RowReading
{
    /// <summary>A row's id, batch and values of the columns that were read.</summary>
    public sealed record Row(DataViewRowId Id, long Batch, object[] Values);

    public static Row[] Read(IDataView view, DataViewSchema.Column[] columns, Random? rand = null)
    {
        using var cursor = view.GetRowCursor(columns, rand);
        return Drain(cursor, columns);
    }

    public static Row[] Drain(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        var getId = cursor.GetIdGetter();
        Func<object>[] getters = [.. columns.Select(column => ValueReading.Getter(cursor, column))];
        var rows = new List<Row>();
        while (cursor.MoveNext())
        {
            DataViewRowId id = default;
            getId(ref id);
            rows.Add(new Row(id, cursor.Batch, [.. getters.Select(get => get())]));
        }

        return [.. rows];
    }

    /// <summary>All columns, every other from the first, every other from the second, and each alone.</summary>
    public static IEnumerable<DataViewSchema.Column[]> ColumnParts(DataViewSchema schema) =>
    [
        [.. schema],
        [.. schema.Where(column => column.Index % 2 == 0)],
        [.. schema.Where(column => column.Index % 2 == 1)],
        .. schema.Select(column => new[] { column }),
    ];

    /// <summary>The same ids and values in the same order.</summary>
    public static void CheckSame(Row[] expected, Row[] actual, DataViewSchema.Column[] columns, double tolerance = 0)
    {
        Assert.HasCount(expected.Length, actual, "rows");
        for (int row = 0; row < expected.Length; row++)
        {
            Assert.AreEqual(expected[row].Id, actual[row].Id, $"the id of row {row} where {Names(columns)} are read");
            CheckSameValues(expected[row].Values, actual[row].Values, columns, tolerance, $"row {row}");
        }
    }

    public static void CheckSameValues(object[] expected, object[] actual, DataViewSchema.Column[] columns, double tolerance, string row)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!ValueReading.AreSame(expected[i], actual[i], tolerance))
            {
                Assert.Fail($"'{columns[i].Name}' in {row} is {ValueReading.Text(expected[i])} and {ValueReading.Text(actual[i])} where {Names(columns)} are read");
            }
        }
    }

    public static string Names(IEnumerable<DataViewSchema.Column> columns) => string.Join(", ", columns.Select(column => $"'{column.Name}'"));
}

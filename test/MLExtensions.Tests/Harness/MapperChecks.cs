using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>What a row-to-row transformer owes to <c>PredictionEngine</c> and to the chains that it is in.</summary>
internal static class MapperChecks
{
    public static void Check(Findings findings, ITransformer transformer, IDataView input, IDataView transformed)
    {
        if (!transformer.IsRowToRowMapper)
        {
            findings.Check(
                Promise.MapperKeepsSchemas,
                () => Assert.Throws<Exception>(() => transformer.GetRowToRowMapper(input.Schema), "a transformer that is no row-to-row mapper gave one"));
            return;
        }

        IRowToRowMapper? mapper = null;
        bool kept = findings.Check(Promise.MapperKeepsSchemas, () =>
        {
            mapper = transformer.GetRowToRowMapper(input.Schema);
            Assert.AreSame(input.Schema, mapper.InputSchema, "InputSchema of the mapper");
            SchemaComparison.CheckSame(transformed.Schema, mapper.OutputSchema);
        });
        if (kept)
        {
            findings.Check(Promise.MapperRowsHaveTheCursorsValues, () => CheckRows(mapper!, input, transformed));
        }
    }

    private static void CheckRows(IRowToRowMapper mapper, IDataView input, IDataView transformed)
    {
        foreach (var part in RowReading.ColumnParts(mapper.OutputSchema))
        {
            CheckRows(mapper, input, RowReading.Read(transformed, [.. part.Select(column => transformed.Schema[column.Index])]), part);
        }
    }

    /// <summary>Reads the mapper's rows over a cursor that has what the mapper says it needs, and no more.</summary>
    private static void CheckRows(IRowToRowMapper mapper, IDataView input, RowReading.Row[] expected, DataViewSchema.Column[] columns)
    {
        DataViewSchema.Column[] needed = [.. mapper.GetDependencies(columns)];
        foreach (var column in needed)
        {
            Assert.IsTrue(
                column.Index < input.Schema.Count && input.Schema[column.Index].Equals(column),
                $"GetDependencies of {RowReading.Names(columns)} gave '{column.Name}', which is not of the input schema");
        }

        using var cursor = input.GetRowCursor(needed);
        using var row = mapper.GetRow(cursor, columns);
        Assert.AreSame(mapper.OutputSchema, row.Schema, "the schema of the mapper's row");
        Func<object>[] getters = [.. columns.Select(column => ValueReading.Getter(row, column))];
        var getId = row.GetIdGetter();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.IsTrue(cursor.MoveNext(), "rows of the input");
            Assert.AreEqual(cursor.Position, row.Position, "Position of the mapper's row");
            DataViewRowId id = default;
            getId(ref id);
            Assert.AreEqual(expected[i].Id, id, $"the id of the mapper's row {i}");
            RowReading.CheckSameValues(expected[i].Values, [.. getters.Select(get => get())], columns, CursorChecks.Tolerance, $"the mapper's row {i}");
        }

        Assert.IsFalse(cursor.MoveNext(), "rows of the input");
    }
}

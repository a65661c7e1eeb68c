using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>What every view owes to its readers.</summary>
internal static class CursorChecks
{
    /// <summary>A row scored in another block may differ in the last bits.</summary>
    public const double Tolerance = 1e-4;

    private const int Seed = 7;

    public static void Check(Findings findings, IDataView view)
    {
        DataViewSchema.Column[] columns = [.. view.Schema];
        RowReading.Row[] rows = [];
        if (!findings.Check(Promise.CursorsAgree, () => rows = RowReading.Read(view, columns)))
        {
            return;
        }

        findings.Check(Promise.CursorSchemaIsTheViews, () => CheckSchema(view));
        findings.Check(Promise.CursorCountsItsRows, () => CheckPosition(view));
        findings.Check(Promise.CursorStaysAtItsEnd, () => CheckEnd(view));
        findings.Check(Promise.RowCountIsThatOfTheRows, () => Assert.AreEqual(rows.Length, view.GetRowCount() ?? rows.Length));
        findings.Check(Promise.RowIdsAreUnique, () => Assert.AreEqual(rows.Length, rows.Select(row => row.Id).Distinct().Count(), "ids, one for each row"));
        findings.Check(Promise.CursorsAgree, () => CheckParts(view, rows));
        findings.Check(Promise.OnlyAskedColumnsAreActive, () => CheckActive(view));
        findings.Check(Promise.WrongTypesAreRefused, () => CheckTypes(view));
        findings.Check(Promise.ShuffledCursorsKeepTheRows, () => CheckShuffled(view, rows));
        findings.Check(Promise.CursorSetsKeepTheRows, () => CheckSet(view, rows));
    }

    private static void CheckSchema(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.AreSame(view.Schema, cursor.Schema);
    }

    private static void CheckPosition(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.AreEqual(-1, cursor.Position, "Position before the first row");
        long batch = long.MinValue;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            Assert.AreEqual(row, cursor.Position, "Position");
            Assert.IsGreaterThanOrEqualTo(batch, cursor.Batch, "Batch fell");
            batch = cursor.Batch;
        }

        Assert.AreEqual(-1, cursor.Position, "Position after the last row");
    }

    private static void CheckEnd(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        while (cursor.MoveNext())
        {
        }

        Assert.IsFalse(cursor.MoveNext(), "MoveNext after the last row");
        Assert.IsFalse(cursor.MoveNext(), "MoveNext after the last row, again");
    }

    private static void CheckParts(IDataView view, RowReading.Row[] rows)
    {
        foreach (var part in RowReading.ColumnParts(view.Schema))
        {
            RowReading.CheckSame([.. rows.Select(row => Part(row, part))], RowReading.Read(view, part), part, Tolerance);
        }
    }

    private static void CheckActive(IDataView view)
    {
        foreach (DataViewSchema.Column[] asked in view.Schema.Select(column => new[] { column }).Prepend([]))
        {
            using var cursor = view.GetRowCursor(asked);
            foreach (var column in view.Schema)
            {
                bool expected = asked.Any(other => other.Index == column.Index);
                Assert.AreEqual(expected, cursor.IsColumnActive(column), $"IsColumnActive of '{column.Name}' in a cursor over {RowReading.Names(asked)}");
                Assert.AreEqual(expected, HasGetter(() => ValueReading.Getter(cursor, column)), $"'{column.Name}' can be read in a cursor over {RowReading.Names(asked)}");
            }
        }
    }

    private static void CheckTypes(IDataView view)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        foreach (var column in view.Schema)
        {
            Assert.IsFalse(HasGetter(() => cursor.GetGetter<Guid>(column)), $"'{column.Name}', {column.Type}, has a getter of Guid");
            Assert.IsFalse(HasGetter(() => cursor.GetGetter<VBuffer<Guid>>(column)), $"'{column.Name}', {column.Type}, has a getter of vectors of Guid");
        }
    }

    /// <summary>One seed is one order, whichever columns are read: whoever reads a view with two cursors counts on it.</summary>
    private static void CheckShuffled(IDataView view, RowReading.Row[] rows)
    {
        var byId = rows.ToDictionary(row => row.Id);
        DataViewRowId[]? order = null;
        foreach (var part in RowReading.ColumnParts(view.Schema))
        {
            var shuffled = RowReading.Read(view, part, new Random(Seed));
            foreach (var row in shuffled)
            {
                Assert.IsTrue(byId.TryGetValue(row.Id, out var expected), "a shuffled cursor gives a row with a new id");
                RowReading.CheckSameValues(Part(expected!, part).Values, row.Values, part, Tolerance, $"the shuffled row of id {row.Id}");
            }

            DataViewRowId[] ids = [.. shuffled.Select(row => row.Id)];
            Assert.AreEqual(rows.Length, ids.Distinct().Count(), "rows of a shuffled cursor");
            Assert.HasCount(rows.Length, ids, "rows of a shuffled cursor");
            order ??= ids;
            CollectionAssert.AreEqual(order, ids, $"another order where {RowReading.Names(part)} are read");
        }

        if (view.CanShuffle && rows.Length > 10)
        {
            Assert.IsFalse(rows.Select(row => row.Id).SequenceEqual(order!), "CanShuffle is true and the rows come unshuffled");
        }
    }

    private static void CheckSet(IDataView view, RowReading.Row[] rows)
    {
        DataViewSchema.Column[] columns = [.. view.Schema];
        var cursors = view.GetRowCursorSet(columns, 3);
        var parts = Task.WhenAll(cursors.Select(cursor => Task.Run(() =>
        {
            using (cursor)
            {
                return RowReading.Drain(cursor, columns);
            }
        }))).GetAwaiter().GetResult();
        foreach (var part in parts)
        {
            Assert.IsTrue(part.Zip(part.Skip(1)).All(pair => pair.First.Batch <= pair.Second.Batch), "Batch fell in a cursor of a set");
        }

        long[] owned = [.. parts.SelectMany(part => part.Select(row => row.Batch).Distinct())];
        Assert.AreEqual(owned.Length, owned.Distinct().Count(), "a batch is in two cursors of a set");
        RowReading.CheckSame(rows, [.. parts.SelectMany(part => part).OrderBy(row => row.Batch)], columns, Tolerance);
    }

    private static bool HasGetter(Action get)
    {
        try
        {
            get();
            return true;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static RowReading.Row Part(RowReading.Row row, DataViewSchema.Column[] columns) =>
        row with { Values = [.. columns.Select(column => row.Values[column.Index])] };
}

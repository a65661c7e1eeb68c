using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Testing;

/// <summary>What every view owes to its readers, checked over one view.</summary>
internal static class CursorContract
{
    /// <summary>A row as text: its id, then the values of the asked columns.</summary>
    public sealed record Row(DataViewRowId Id, long Batch, string Values);

    /// <param name="view">The view.</param>
    /// <param name="alwaysActive">Columns that the view reads itself and may leave active where nobody asked for them.</param>
    public static void Check(IDataView view, params string[] alwaysActive)
    {
        Row[] all = Read(view, [.. view.Schema]);
        Assert.AreEqual(all.Length, all.Select(row => row.Id).Distinct().Count(), "ids collide");
        CollectionAssert.AreEqual(all, Read(view, [.. view.Schema]), "a second cursor differs");
        if (view.GetRowCount() is long count)
        {
            Assert.AreEqual(count, all.Length);
        }

        foreach (DataViewSchema.Column column in view.Schema)
        {
            Row[] alone = Read(view, [column]);
            CollectionAssert.AreEqual(all.Select(row => row.Id).ToArray(), alone.Select(row => row.Id).ToArray(), $"ids differ when only '{column.Name}' is read");
            string[] among = [.. all.Select(row => row.Values.Split('|')[column.Index])];
            CollectionAssert.AreEqual(among, alone.Select(row => row.Values).ToArray(), $"'{column.Name}' differs when it is read alone");
        }

        CheckInactive(view, alwaysActive);
        CheckSet(view, all);
        CheckShuffled(view, all);
    }

    public static Row[] Read(IDataView view, DataViewSchema.Column[] columns, Random? rand = null)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(columns, rand);
        return Drain(cursor, columns);
    }

    public static string[] Values(IDataView view, string column, Random? rand = null) =>
        [.. Read(view, [view.Schema[column]], rand).Select(row => row.Values)];

    private static Row[] Drain(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        Assert.AreEqual(-1, cursor.Position);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        Func<string>[] getters = [.. columns.Select(column => TextOf(cursor, column))];
        var rows = new List<Row>();
        long batch = long.MinValue;
        while (cursor.MoveNext())
        {
            Assert.AreEqual(rows.Count, cursor.Position);
            Assert.IsGreaterThanOrEqualTo(batch, cursor.Batch, "a batch number fell");
            batch = cursor.Batch;
            DataViewRowId id = default;
            getId(ref id);
            rows.Add(new Row(id, batch, string.Join('|', getters.Select(get => get()))));
        }

        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        return [.. rows];
    }

    private static void CheckInactive(IDataView view, string[] alwaysActive)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([]);
        foreach (DataViewSchema.Column column in view.Schema.Where(column => !alwaysActive.Contains(column.Name)))
        {
            Assert.IsFalse(cursor.IsColumnActive(column));
            Assert.Throws<Exception>(() => TextOf(cursor, column));
        }

        using DataViewRowCursor full = view.GetRowCursor(view.Schema);
        Assert.AreSame(view.Schema, full.Schema);
        foreach (DataViewSchema.Column column in view.Schema)
        {
            Assert.Throws<Exception>(() => full.GetGetter<Guid>(column), $"'{column.Name}' was read as a Guid");
        }
    }

    /// <summary>The cursors of a set, read at once: put in order of batches they are the serial rows.</summary>
    private static void CheckSet(IDataView view, Row[] serial)
    {
        DataViewSchema.Column[] columns = [.. view.Schema];
        DataViewRowCursor[] cursors = view.GetRowCursorSet(columns, 3);
        Row[][] parts = Task.WhenAll(cursors.Select(cursor => Task.Run(() =>
        {
            using (cursor)
            {
                return Drain(cursor, columns);
            }
        }))).Result;
        long[] owned = [.. parts.SelectMany(part => part.Select(row => row.Batch).Distinct())];
        Assert.AreEqual(owned.Length, owned.Distinct().Count(), "a batch is in two cursors");
        Row[] joined = [.. parts.SelectMany(part => part).OrderBy(row => row.Batch)];
        CollectionAssert.AreEqual(serial.Select(row => (row.Id, row.Values)).ToArray(), joined.Select(row => (row.Id, row.Values)).ToArray());
    }

    /// <summary>One seed is one order, whichever columns are read: whoever reads a view with two cursors counts on it.</summary>
    private static void CheckShuffled(IDataView view, Row[] serial)
    {
        if (!view.CanShuffle)
        {
            return;
        }

        DataViewRowId[] order = [.. Read(view, [.. view.Schema], new Random(7)).Select(row => row.Id)];
        CollectionAssert.AreEquivalent(serial.Select(row => row.Id).ToArray(), order, "shuffling lost or doubled rows");
        foreach (DataViewSchema.Column column in view.Schema)
        {
            CollectionAssert.AreEqual(order, Read(view, [column], new Random(7)).Select(row => row.Id).ToArray(), $"another order when only '{column.Name}' is read");
        }
    }

    private static Func<string> TextOf(DataViewRow row, DataViewSchema.Column column)
    {
        bool isVector = column.Type is VectorDataViewType;
        Type type = column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType;
        MethodInfo method = typeof(CursorContract)
            .GetMethod(isVector ? nameof(VectorText) : nameof(ScalarText), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type);
        return (Func<string>)method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column], null)!;
    }

    private static Func<string> ScalarText<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return value?.ToString() ?? "";
        };
    }

    private static Func<string> VectorText<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            get(ref value);
            return string.Join(' ', value.DenseValues().Select(item => item?.ToString()));
        };
    }
}

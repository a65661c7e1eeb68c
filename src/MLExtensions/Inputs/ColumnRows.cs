using MLExtensions.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>Goes over the training rows of one column, without those that a validation column holds out.</summary>
/// <param name="data">The training data.</param>
/// <param name="column">The column.</param>
/// <param name="held">The column that holds rows out; null for none.</param>
/// <param name="poll">Called every so many rows; it may throw.</param>
internal sealed class ColumnRows(IDataView data, DataViewSchema.Column column, DataViewSchema.Column? held, Action poll)
{
    private const int RowsBetweenPolls = 64;

    /// <summary>The position of the row that was read last.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the rows in turn until there are no more, or <paramref name="look"/> says that it has seen enough.</summary>
    /// <typeparam name="T">Of the column's values.</typeparam>
    /// <param name="look">Is given the value and the row's position; returns whether to go on.</param>
    public void Read<T>(Func<T, long, bool> look) => Visit(cursor =>
    {
        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        return position =>
        {
            getter(ref value);
            return look(value, position);
        };
    });

    /// <summary>The same for the lengths of a column's vectors, whatever their numbers are.</summary>
    /// <param name="look">Is given the length and the row's position; returns whether to go on.</param>
    public void ReadLengths(Func<int, long, bool> look) => Visit(cursor =>
    {
        int length = 0;
        var read = VectorReader.Create(cursor, column, (values, count) =>
        {
            length = count;
            return values;
        });
        return position =>
        {
            read([]);
            return look(length, position);
        };
    });

    private void Visit(Func<DataViewRow, Func<long, bool>> open)
    {
        using var cursor = data.GetRowCursor(held is { } other ? [column, other] : [column]);
        var look = open(cursor);
        var isHeld = held is { } given ? cursor.GetGetter<bool>(given) : null;
        bool skips = false;
        while (cursor.MoveNext())
        {
            Position = cursor.Position;
            if (cursor.Position % RowsBetweenPolls == 0)
            {
                poll();
            }

            isHeld?.Invoke(ref skips);
            if (skips)
            {
                continue;
            }

            if (!look(cursor.Position))
            {
                return;
            }
        }
    }
}

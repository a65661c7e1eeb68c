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
    public void Read<T>(Func<T, long, bool> look)
    {
        using var cursor = data.GetRowCursor(held is { } other ? [column, other] : [column]);
        var getter = cursor.GetGetter<T>(column);
        var isHeld = held is { } given ? cursor.GetGetter<bool>(given) : null;
        T value = default!;
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

            getter(ref value);
            if (!look(value, cursor.Position))
            {
                return;
            }
        }
    }
}

using Microsoft.ML;

namespace MLExtensions.Tests.Harness.Flawed;

/// <summary>A view that does as another but for one flaw.</summary>
internal sealed class FlawedView(IDataView inner) : IDataView
{
    public bool CanShuffle { get; init; } = inner.CanShuffle;

    public DataViewSchema Schema { get; init; } = inner.Schema;

    public Func<long?> RowCount { get; init; } = inner.GetRowCount;

    public Func<DataViewRowCursor, DataViewRowCursor> Cursor { get; init; } = cursor => cursor;

    /// <summary>Changes which columns the cursors really have.</summary>
    public Func<IEnumerable<DataViewSchema.Column>, IEnumerable<DataViewSchema.Column>> Columns { get; init; } = columns => columns;

    public Func<Random?, Random?> Generator { get; init; } = generator => generator;

    public Func<DataViewRowCursor[], DataViewRowCursor[]> Set { get; init; } = cursors => cursors;

    public long? GetRowCount() => RowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Cursor(inner.GetRowCursor(Columns(columnsNeeded), Generator(rand)));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Set([.. inner.GetRowCursorSet(Columns(columnsNeeded), n, Generator(rand)).Select(Cursor)]);
}

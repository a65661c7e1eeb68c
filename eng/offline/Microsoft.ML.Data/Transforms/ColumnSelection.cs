using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some of a view's columns. Order of rows, ids, cursor sets and shuffling are the source's.</summary>
/// <param name="source">The view.</param>
/// <param name="columns">The index in the source of each column.</param>
internal sealed class ColumnSelection(IDataView source, int[] columns) : IDataView, IRowToRowMapper
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema { get; } =
        SchemaExtensions.MakeSchema(columns.Select(index => new DataViewSchema.DetachedColumn(source.Schema[index])));

    public DataViewSchema InputSchema => source.Schema;

    public DataViewSchema OutputSchema => Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(this, source.GetRowCursor(InputsFor(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return Array.ConvertAll(source.GetRowCursorSet(InputsFor(active), n, rand), input => new Cursor(this, input, active));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsFor(ActiveColumns.Of(Schema, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(this, input, ActiveColumns.Of(Schema, activeColumns));
    }

    private DataViewSchema.Column[] InputsFor(bool[] active) => [.. columns.Where((_, i) => active[i]).Select(index => InputSchema[index])];

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow row, DataViewRow input, DataViewSchema.Column column)
    {
        ActiveColumns.Check<TValue>(row, column);
        return input.GetGetter<TValue>(input.Schema[columns[column.Index]]);
    }

    private sealed class Row(ColumnSelection parent, DataViewRow input, bool[] active) : WrappingRow(input)
    {
        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => parent.GetGetter<TValue>(this, Input, column);
    }

    private sealed class Cursor(ColumnSelection parent, DataViewRowCursor input, bool[] active) : SynchronizedCursorBase(input)
    {
        public override DataViewSchema Schema => parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => parent.GetGetter<TValue>(this, Input, column);
    }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Objects as rows; enumerated anew by each cursor.</summary>
internal sealed class EnumerableDataView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _data;
    private readonly Func<Func<TRow>, Delegate>[] _columns;

    public EnumerableDataView(IEnumerable<TRow> data, InternalSchemaDefinition definition)
    {
        _data = data;
        _columns = [.. definition.Columns.Select(ObjectGetters<TRow>.Compile)];
        Schema = definition.Schema;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(this, ActiveColumns.Of(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly EnumerableDataView<TRow> _view;
        private readonly IEnumerator<TRow> _rows;
        private readonly Delegate[] _getters;
        private TRow _current;

        public Cursor(EnumerableDataView<TRow> view, bool[] active)
        {
            _view = view;
            _rows = view._data.GetEnumerator();
            _getters = [.. view._columns.Select((column, i) => active[i] ? column(Current) : null)];
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) =>
            {
                Current();
                value = new DataViewRowId((ulong)Position, 0);
            };

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check<TValue>(this, column);
            return (ValueGetter<TValue>)_getters[column.Index];
        }

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
            {
                _current = null;
                return false;
            }

            _current = _rows.Current;
            Contracts.Check(_current is not null, "Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _rows.Dispose();
            }

            base.Dispose(disposing);
        }

        private TRow Current()
        {
            Contracts.Check(_current is not null && Position >= 0, ActiveColumns.NoRow);
            return _current;
        }
    }
}

using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view with the columns of a mapper added to those of its source. Order of rows, ids, cursor sets and shuffling are the source's.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IHostEnvironment _host;
    private readonly IDataView _source;
    private readonly IRowMapper _mapper;
    private readonly AddedColumns _columns;

    public RowToRowMapperTransform(IHostEnvironment env, IDataView input, IRowMapper mapper, Func<DataViewSchema, IRowMapper> mapperFactory = null)
    {
        _host = env;
        _source = input;
        _mapper = mapper;
        _columns = new AddedColumns(input.Schema, mapper.GetOutputColumns());
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _columns.Schema;

    public DataViewSchema InputSchema => _source.Schema;

    public DataViewSchema OutputSchema => Schema;

    public static DataViewSchema GetOutputSchema(DataViewSchema inputSchema, IRowMapper mapper) =>
        new AddedColumns(inputSchema, mapper.GetOutputColumns()).Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        return new Cursor(this, _source.GetRowCursor(InputsFor(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        DataViewRowCursor[] inputs = _source.GetRowCursorSet(InputsFor(active), n, rand);
        return Array.ConvertAll(inputs, input => new Cursor(this, input, active));
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsFor(ActiveColumns.Of(Schema, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _host.CheckValue(input, nameof(input));
        _host.CheckValue(activeColumns, nameof(activeColumns));
        _host.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(this, input, ActiveColumns.Of(Schema, activeColumns));
    }

    private DataViewSchema.Column[] InputsFor(bool[] active)
    {
        bool[] needed = new bool[InputSchema.Count];
        for (int position = 0; position < active.Length; position++)
        {
            (bool isAdded, int index) = _columns.At(position);
            if (active[position] && !isAdded)
            {
                needed[index] = true;
            }
        }

        Func<int, bool> read = _mapper.GetDependencies(added => active[_columns.PositionOf(added)]);
        return InputSchema.Where(column => needed[column.Index] || read(column.Index)).ToArray();
    }

    private Delegate[] CreateGetters(DataViewRow input, bool[] active, out Action disposer) =>
        _mapper.CreateGetters(input, added => active[_columns.PositionOf(added)], out disposer);

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow row, DataViewRow input, Delegate[] getters, DataViewSchema.Column column)
    {
        ActiveColumns.Check<TValue>(row, column);
        (bool isAdded, int index) = _columns.At(column.Index);
        return isAdded ? (ValueGetter<TValue>)getters[index] : input.GetGetter<TValue>(input.Schema[index]);
    }

    private sealed class Row : WrappingRow
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private readonly Action _disposer;

        public Row(RowToRowMapperTransform parent, DataViewRow input, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _getters = parent.CreateGetters(input, active, out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            (bool isAdded, int index) = _parent._columns.At(column.Index);
            return isAdded ? _active[column.Index] : Input.IsColumnActive(Input.Schema[index]);
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _parent.GetGetter<TValue>(this, Input, _getters, column);

        protected override void DisposeCore(bool disposing)
        {
            if (disposing)
            {
                _disposer?.Invoke();
            }
        }
    }

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly RowToRowMapperTransform _parent;
        private readonly bool[] _active;
        private readonly Delegate[] _getters;
        private Action _disposer;

        public Cursor(RowToRowMapperTransform parent, DataViewRowCursor input, bool[] active)
            : base(input)
        {
            _parent = parent;
            _active = active;
            _getters = parent.CreateGetters(input, active, out _disposer);
        }

        public override DataViewSchema Schema => _parent.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.CheckParam(column.Index < _active.Length, nameof(column));
            return _active[column.Index];
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            _parent.GetGetter<TValue>(this, Input, _getters, column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _disposer?.Invoke();
                _disposer = null;
            }

            base.Dispose(disposing);
        }
    }
}

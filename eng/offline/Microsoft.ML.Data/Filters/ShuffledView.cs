using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Rows in random order: the source shuffled if it can be, and drawn out of a pool of bounded size that the source refills.</summary>
internal sealed class ShuffledView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        rand ??= RandomUtils.Create(seed);
        DataViewRowCursor input = source.GetRowCursor(
            Schema.Where(column => active[column.Index]), shuffleSource && source.CanShuffle ? RandomUtils.Create(rand) : null);
        return new Cursor(input, active, RandomUtils.Create(rand), poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly DataViewRowCursor _input;
        private readonly ColumnCache[] _columns;
        private readonly ColumnCache<DataViewRowId> _ids;
        private readonly List<int> _waiting = [];
        private readonly Random _random;
        private readonly int _poolSize;
        private int _current = -1;
        private bool _filled;

        public Cursor(DataViewRowCursor input, bool[] active, Random random, int poolSize)
        {
            _input = input;
            _columns = [.. input.Schema.Select((column, i) => active[i] ? ColumnCache.Create(input, column) : null)];
            _ids = new ColumnCache<DataViewRowId>(input.GetIdGetter(), (in DataViewRowId from, ref DataViewRowId to) => to = from);
            _random = random;
            _poolSize = poolSize;
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _input.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _ids.GetterAt(Slot);

        public override bool IsColumnActive(DataViewSchema.Column column) => _columns[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check<TValue>(this, column);
            return ((ColumnCache<TValue>)_columns[column.Index]).GetterAt(Slot);
        }

        protected override bool MoveNextCore()
        {
            while (!_filled && _waiting.Count < _poolSize && _input.MoveNext())
            {
                _waiting.Add(Keep(_waiting.Count));
            }

            if (_filled && _input.MoveNext())
            {
                _waiting.Add(Keep(_current));
            }

            _filled = true;
            if (_waiting.Count == 0)
            {
                return false;
            }

            int drawn = _random.Next(_waiting.Count);
            _current = _waiting[drawn];
            _waiting[drawn] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _input.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Keep(int slot)
        {
            _ids.Keep(slot);
            foreach (ColumnCache column in _columns)
            {
                column?.Keep(slot);
            }

            return slot;
        }

        private int Slot()
        {
            Contracts.Check(Position >= 0, ActiveColumns.NoRow);
            return _current;
        }
    }
}

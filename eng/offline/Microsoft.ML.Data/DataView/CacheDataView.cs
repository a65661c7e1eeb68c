using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A view in memory. A column is read from the source once, when a cursor first asks for it; then rows can be shuffled.</summary>
internal sealed class CacheDataView : IDataView
{
    private readonly IDataView _source;
    private readonly ColumnCache[] _caches;
    private readonly Lock _lock = new();
    private int? _rowCount;

    public CacheDataView(IHostEnvironment env, IDataView input, int[] prefetch)
    {
        env.CheckValue(input, nameof(input));
        _source = CacheableColumns.Of(input);
        _caches = new ColumnCache[Schema.Count];
        if (prefetch.Length > 0)
        {
            Fill(prefetch);
        }
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _rowCount ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        int count = Fill(Enumerable.Range(0, active.Length).Where(i => active[i]));
        return new Cursor(this, active, Order(count, rand), 0, 1);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        int count = Fill(Enumerable.Range(0, active.Length).Where(i => active[i]));
        int[] order = Order(count, rand);
        int cursors = n > 0 ? n : Environment.ProcessorCount;
        return [.. Enumerable.Range(0, cursors).Select(i => new Cursor(this, active, order, i, cursors))];
    }

    private static int[] Order(int count, Random rand)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        rand?.Shuffle(order);
        return order;
    }

    /// <summary>Reads those of the columns that are not here yet; gives the number of rows.</summary>
    private int Fill(IEnumerable<int> columns)
    {
        lock (_lock)
        {
            int[] missing = [.. columns.Where(i => _caches[i] is null)];
            if (missing.Length == 0 && _rowCount is int known)
            {
                return known;
            }

            using DataViewRowCursor cursor = _source.GetRowCursor(missing.Select(i => Schema[i]));
            ColumnCache[] caches = Array.ConvertAll(missing, i => ColumnCache.Create(cursor, Schema[i]));
            int count = 0;
            while (cursor.MoveNext())
            {
                foreach (ColumnCache cache in caches)
                {
                    cache.Keep(count);
                }

                count++;
            }

            Contracts.Check(
                _rowCount is null || _rowCount == count,
                "Inconsistent number of rows from input data view detected. This indicates a bug within the implementation of the input data view.");
            for (int i = 0; i < missing.Length; i++)
            {
                _caches[missing[i]] = caches[i];
            }

            _rowCount = count;
            return count;
        }
    }

    /// <summary>Every <paramref name="step"/>th block of rows from the <paramref name="first"/> on, each a batch of its own.</summary>
    private sealed class Cursor(CacheDataView view, bool[] active, int[] order, int first, int step) : RootCursorBase
    {
        private const int BlockSize = 64;

        private int _at = (first * BlockSize) - 1;
        private int _row = -1;

        public override long Batch => step == 1 || _row < 0 ? 0 : _at / BlockSize;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check<TValue>(this, column);
            return ((ColumnCache<TValue>)view._caches[column.Index]).GetterAt(Row);
        }

        protected override bool MoveNextCore()
        {
            _at++;
            if (_at % BlockSize == 0 && Position >= 0)
            {
                _at += (step - 1) * BlockSize;
            }

            _row = _at < order.Length ? order[_at] : -1;
            return _row >= 0;
        }

        private int Row()
        {
            Contracts.Check(Position >= 0, ActiveColumns.NoRow);
            return _row;
        }
    }
}

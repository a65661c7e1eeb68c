using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.AutoML.Reports.Importance;

/// <summary>A view in which one column's values are other rows': each row has that of the row so many after it, the last ones those of the first.</summary>
/// <param name="input">The rows; the same ones each time, and at least two.</param>
/// <param name="column">The column.</param>
/// <param name="shift">By how many rows; at least 1 and less than there are.</param>
internal sealed class RotatedColumnView(IDataView input, DataViewSchema.Column column, long shift) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.ToList();
        return needed.Exists(other => other.Index == column.Index) ? new Cursor(input, needed, column, shift) : input.GetRowCursor(needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly IDataView _input;
        private readonly DataViewSchema.Column _column;
        private readonly DataViewRowCursor _lead;
        private DataViewRowCursor _other;

        public Cursor(IDataView input, List<DataViewSchema.Column> needed, DataViewSchema.Column column, long shift)
        {
            _input = input;
            _column = column;
            _lead = input.GetRowCursor(needed);
            _other = input.GetRowCursor([column]);
            for (long row = 0; row < shift; row++)
            {
                _other.MoveNext();
            }
        }

        public override DataViewSchema Schema => _lead.Schema;

        public override long Position => _lead.Position;

        public override long Batch => _lead.Batch;

        public override bool MoveNext()
        {
            if (!_lead.MoveNext())
            {
                return false;
            }

            if (!_other.MoveNext())
            {
                _other.Dispose();
                _other = _input.GetRowCursor([_column]);
                _other.MoveNext();
            }

            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _lead.IsColumnActive(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _lead.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index != _column.Index)
            {
                return _lead.GetGetter<TValue>(column);
            }

            // The other cursor is another one after the last row.
            DataViewRowCursor owner = _other;
            ValueGetter<TValue> getter = owner.GetGetter<TValue>(_column);
            return (ref TValue value) =>
            {
                if (!ReferenceEquals(owner, _other))
                {
                    owner = _other;
                    getter = owner.GetGetter<TValue>(_column);
                }

                getter(ref value);
            };
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _other.Dispose();
                _lead.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

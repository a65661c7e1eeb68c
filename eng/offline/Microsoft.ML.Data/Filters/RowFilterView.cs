namespace Microsoft.ML.Data;

/// <summary>Makes the test of a cursor's rows, called once a row in their order; <see cref="RowFilterResult.Stop"/> ends the view.</summary>
internal delegate Func<RowFilterResult> RowFilter(DataViewRow row);

/// <summary>The rows of a view that a filter keeps. Ids and batches are the source's.</summary>
/// <param name="source">The view.</param>
/// <param name="columns">The columns that the filter reads.</param>
/// <param name="filter">The filter.</param>
/// <param name="anyOrder">True where a row's fate does not depend on those before it.</param>
/// <param name="activatesColumns">True where the columns that the filter reads are active in every cursor, asked for or not.</param>
internal sealed class RowFilterView(
    IDataView source, IReadOnlyList<int> columns, RowFilter filter, bool anyOrder, bool activatesColumns = false) : IDataView
{
    public bool CanShuffle => anyOrder && source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return new Cursor(source.GetRowCursor(Inputs(active), anyOrder ? rand : null), active, filter);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = Active(columnsNeeded);
        return anyOrder
            ? Array.ConvertAll(source.GetRowCursorSet(Inputs(active), n, rand), input => new Cursor(input, active, filter))
            : [GetRowCursor(columnsNeeded)];
    }

    private bool[] Active(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        foreach (int column in activatesColumns ? columns : [])
        {
            active[column] = true;
        }

        return active;
    }

    private DataViewSchema.Column[] Inputs(bool[] active) =>
        [.. Schema.Where(column => active[column.Index] || columns.Contains(column.Index))];

    private sealed class Cursor(DataViewRowCursor input, bool[] active, RowFilter filter) : RootCursorBase
    {
        private readonly Func<RowFilterResult> _test = filter(input);

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => input.Schema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ActiveColumns.Check<TValue>(this, column);
            return input.GetGetter<TValue>(column);
        }

        protected override bool MoveNextCore()
        {
            while (input.MoveNext())
            {
                switch (_test())
                {
                    case RowFilterResult.Keep: return true;
                    case RowFilterResult.Stop: return false;
                    default: continue;
                }
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

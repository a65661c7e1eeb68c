namespace Microsoft.ML.Data;

/// <summary>A view in which one slot of a vector column has other values, one for each row in the view's order.</summary>
internal sealed class ReplacedSlotView(IDataView source, DataViewSchema.Column vector, int slot, float[] values) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source.GetRowCursor(columnsNeeded), vector, slot, values);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, DataViewSchema.Column vector, int slot, float[] values) : SynchronizedCursorBase(input)
    {
        public override DataViewSchema Schema => Input.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = Input.GetGetter<TValue>(column);
            if (column.Index != vector.Index)
            {
                return getter;
            }

            var getVector = (ValueGetter<VBuffer<float>>)(Delegate)getter;
            VBuffer<float> original = default;
            return (ValueGetter<TValue>)(Delegate)(ValueGetter<VBuffer<float>>)((ref VBuffer<float> destination) =>
            {
                getVector(ref original);
                VBufferEditor<float> editor = VBufferEditor.Create(ref destination, original.Length);
                original.CopyTo(editor.Values);
                editor.Values[slot] = values[Input.Position];
                destination = editor.Commit();
            });
        }
    }
}

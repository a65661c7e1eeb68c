namespace Microsoft.ML.Data;

/// <summary>A column's values in memory.</summary>
internal abstract class ColumnCache
{
    public static ColumnCache Create(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type is VectorDataViewType vector
            ? GenericCall.Invoke<ColumnCache>(OfVectors<int>, vector.ItemType.RawType, row, column)
            : GenericCall.Invoke<ColumnCache>(OfValues<int>, column.Type.RawType, row, column);
    }

    /// <summary>Keeps the value of the row's place in a slot that is there or is the next one.</summary>
    public abstract void Keep(int slot);

    private static ColumnCache<TValue> OfValues<TValue>(DataViewRow row, DataViewSchema.Column column) =>
        new(row.GetGetter<TValue>(column), (in TValue from, ref TValue to) => to = from);

    private static ColumnCache<VBuffer<TItem>> OfVectors<TItem>(DataViewRow row, DataViewSchema.Column column) =>
        new(row.GetGetter<VBuffer<TItem>>(column), (in VBuffer<TItem> from, ref VBuffer<TItem> to) => from.CopyTo(ref to));
}

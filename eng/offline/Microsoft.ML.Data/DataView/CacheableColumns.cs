namespace Microsoft.ML.Data;

/// <summary>The columns whose values can be kept for later. Images cannot, since the next row disposes them: as in ML.NET they are left out.</summary>
internal static class CacheableColumns
{
    public static IDataView Of(IDataView view)
    {
        int[] cacheable = [.. view.Schema.Where(column => column.Type is PrimitiveDataViewType or VectorDataViewType).Select(column => column.Index)];
        return cacheable.Length == view.Schema.Count ? view : new ColumnSelection(view, cacheable);
    }
}

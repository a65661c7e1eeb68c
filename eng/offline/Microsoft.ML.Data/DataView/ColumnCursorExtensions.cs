using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName)
    {
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        return data.GetColumn<T>(data.Schema[columnName]);
    }

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        Contracts.CheckValue(data, nameof(data));
        DataViewType type = column.Type;
        if (typeof(T) == type.RawType)
        {
            return Values<T, T>(data, column, (in T value) => value);
        }

        if (typeof(T) == typeof(string) && type is TextDataViewType)
        {
            return (IEnumerable<T>)Values<ReadOnlyMemory<char>, string>(data, column, (in ReadOnlyMemory<char> text) => text.ToString());
        }

        Contracts.CheckParam(
            typeof(T).IsArray && type is VectorDataViewType,
            nameof(column),
            $"Could not apply a conversion from type '{type}' to type '{typeof(T)}' in column '{column.Name}'");
        if (typeof(T) == typeof(string[]) && type.GetItemType() is TextDataViewType)
        {
            return (IEnumerable<T>)Values<VBuffer<ReadOnlyMemory<char>>, string[]>(
                data, column, (in VBuffer<ReadOnlyMemory<char>> texts) => [.. texts.DenseValues().Select(text => text.ToString())]);
        }

        Contracts.CheckParam(
            typeof(T).GetElementType() == type.GetItemType().RawType,
            nameof(column),
            $"Could not apply a conversion from type '{type}' to type '{typeof(T)}' in column '{column.Name}'");
        return GenericCall.Invoke<IEnumerable<T>>(Arrays<int>, typeof(T).GetElementType(), data, column);
    }

    private delegate TOut Converter<TIn, TOut>(in TIn value);

    private static IEnumerable<TItem[]> Arrays<TItem>(IDataView data, DataViewSchema.Column column) =>
        Values<VBuffer<TItem>, TItem[]>(data, column, (in VBuffer<TItem> value) => [.. value.DenseValues()]);

    private static IEnumerable<TOut> Values<TIn, TOut>(IDataView data, DataViewSchema.Column column, Converter<TIn, TOut> convert)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<TIn> get = cursor.GetGetter<TIn>(column);
        while (cursor.MoveNext())
        {
            TIn value = default;
            get(ref value);
            yield return convert(in value);
        }
    }
}

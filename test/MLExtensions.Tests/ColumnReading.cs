using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>Reads columns of a data view into arrays, through cursors.</summary>
internal static class ColumnReading
{
    public static T[] Values<T>(this IDataView data, string name, Random? rand = null)
    {
        var column = data.Schema[name];
        using var cursor = data.GetRowCursor([column], rand);
        var getter = cursor.GetGetter<T>(column);
        var values = new List<T>();
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    public static float[][] Vectors(this IDataView data, string name, Random? rand = null) =>
        [.. data.Values<VBuffer<float>>(name, rand).Select(vector => vector.DenseValues().ToArray())];

    /// <summary>A schema as text: each column's name, type and annotations with their values, sorted by kind.</summary>
    public static string Describe(DataViewSchema schema) =>
        string.Join('\n', schema.Select(column => $"{column.Name}{(column.IsHidden ? " (hidden)" : "")}: {Describe(column)}"));

    public static string Describe(DataViewSchema.Column column) =>
        $"{column.Type} {{ {string.Join("; ", column.Annotations.Schema.OrderBy(kind => kind.Name, StringComparer.Ordinal).Select(kind => $"{kind.Name}: {kind.Type} = {Value(column.Annotations, kind)}"))} }}";

    public static string Describe(SchemaShape shape) =>
        string.Join('\n', shape.OrderBy(column => column.Name, StringComparer.Ordinal).Select(column =>
            $"{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey} [{Describe(column.Annotations).Replace('\n', ';')}]"));

    /// <summary>The promise that matches a schema; ML.NET keeps its maker to itself.</summary>
    public static SchemaShape ToShape(this DataViewSchema schema) =>
        (SchemaShape)typeof(SchemaShape)
            .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic, [typeof(DataViewSchema)])!
            .Invoke(null, [schema])!;

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column kind) => kind.Type switch
    {
        KeyDataViewType => Get<uint>(annotations, kind).ToString(),
        TextDataViewType => Get<ReadOnlyMemory<char>>(annotations, kind).ToString(),
        BooleanDataViewType => Get<bool>(annotations, kind).ToString(),
        VectorDataViewType { ItemType: TextDataViewType } => string.Join(',', Get<VBuffer<ReadOnlyMemory<char>>>(annotations, kind).DenseValues()),
        VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Int32 => string.Join(',', Get<VBuffer<int>>(annotations, kind).DenseValues()),
        VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Single => string.Join(',', Get<VBuffer<float>>(annotations, kind).DenseValues()),
        VectorDataViewType { ItemType: BooleanDataViewType } => string.Join(',', Get<VBuffer<bool>>(annotations, kind).DenseValues()),
        _ => throw new NotSupportedException($"No reader for {kind.Type}."),
    };

    private static T Get<T>(DataViewSchema.Annotations annotations, DataViewSchema.Column kind)
    {
        T value = default!;
        annotations.GetValue(kind.Name, ref value);
        return value;
    }
}

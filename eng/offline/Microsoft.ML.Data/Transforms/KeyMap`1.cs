using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal sealed class KeyMap<T> : KeyMap
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    public KeyMap(PrimitiveDataViewType itemType, T[] values)
        : base(itemType, values.Length)
    {
        _values = values;
        _keys = new Dictionary<T, uint>(ColumnValues.EqualityComparerOf<T>());
        foreach (T value in values)
        {
            Contracts.CheckDecode(_keys.TryAdd(value, (uint)_keys.Count + 1));
        }
    }

    public override void Save(ModelSaveContext ctx)
    {
        if (_values is ReadOnlyMemory<char>[] texts)
        {
            ctx.Writer.Write(Texts);
            ctx.Writer.Write(texts.Length);
            Array.ForEach(texts, ctx.SaveString);
            return;
        }

        ctx.Writer.Write(Values);
        TypeCodec.Write(ctx.Writer, ItemType);
        ctx.Writer.Write(_values.Length);
        ValueCodec.WriteItems(ctx.Writer, _values);
    }

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source) =>
        ItemMapping.MakeGetter<T, uint>(row, source, value => _keys.GetValueOrDefault(value));

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
        {
            return;
        }

        DataViewType sourceValues = source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        if (ItemType is KeyDataViewType key && sourceValues is VectorDataViewType vector && (ulong)vector.Size == key.Count)
        {
            GenericCall.Invoke<object>(AddSourceKeyValues<int>, vector.ItemType.RawType, annotations, source, vector.ItemType, _values, asText);
            return;
        }

        Add(annotations, ItemType, _values, asText);
    }

    /// <summary>Keys of keys have the values of those keys.</summary>
    private static void AddSourceKeyValues<TValue>(
        DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, PrimitiveDataViewType type, T[] keys, bool asText)
    {
        VBuffer<TValue> values = default;
        source.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        Add(annotations, type, [.. keys.Select(key => values.GetItemOrDefault((int)ColumnValues.KeyToUInt64(key) - 1))], asText);
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder annotations, PrimitiveDataViewType type, TValue[] values, bool asText)
    {
        if (asText && type is not TextDataViewType)
        {
            ReadOnlyMemory<char>[] texts = [.. values.Select(value => ColumnValues.ToText(value).AsMemory())];
            Add(annotations, TextDataViewType.Instance, texts, asText: false);
            return;
        }

        annotations.AddKeyValues(
            values.Length, type, (ref VBuffer<TValue> destination) => new VBuffer<TValue>(values.Length, values).CopyTo(ref destination));
    }
}

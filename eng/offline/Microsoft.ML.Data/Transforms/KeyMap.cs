using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A learnt dictionary from values to keys; the key of the first value is 1, of an unknown one 0, which is missing.</summary>
internal abstract class KeyMap
{
    protected KeyMap(PrimitiveDataViewType itemType, int count)
    {
        ItemType = itemType;
        Count = count;
        OutputType = new KeyDataViewType(typeof(uint), Math.Max(1, count));
    }

    public PrimitiveDataViewType ItemType { get; }

    public int Count { get; }

    public KeyDataViewType OutputType { get; }

    public static KeyMap Load(ModelLoadContext ctx)
    {
        var type = ValueSerializer.ReadType(ctx.Reader) as PrimitiveDataViewType;
        Contracts.CheckDecode(type is not null);
        return GenericCall.Invoke<KeyMap>(LoadValues<int>, type.RawType, ctx, type);
    }

    public abstract void Save(ModelSaveContext ctx);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText);

    private static KeyMap<T> LoadValues<T>(ModelLoadContext ctx, PrimitiveDataViewType type) =>
        new(type, ValueSerializer.ReadValues<T>(ctx.Reader));
}

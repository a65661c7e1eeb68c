using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A learnt dictionary from values to keys; the key of the first value is 1, of an unknown one 0, which is missing.</summary>
internal abstract class KeyMap
{
    protected const byte Texts = 0;
    protected const byte Values = 1;

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
        byte kind = ctx.Reader.ReadByte();
        Contracts.CheckDecode(kind is Texts or Values, $"Corrupt model file: there is no vocabulary of kind {kind}.");
        PrimitiveDataViewType type = kind == Texts ? TextDataViewType.Instance : TypeCodec.ReadPrimitive(ctx.Reader);
        int count = ctx.Reader.ReadInt32();
        if (kind == Values)
        {
            return GenericCall.Invoke<KeyMap>(LoadValues<int>, type.RawType, ctx, type, count);
        }

        Contracts.CheckDecode(count >= 0 && count <= ctx.Strings.Length, "Corrupt model file: a vocabulary is longer than its list of strings.");
        var texts = new ReadOnlyMemory<char>[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = ctx.LoadNonEmptyString().AsMemory();
        }

        return new KeyMap<ReadOnlyMemory<char>>(type, texts);
    }

    /// <summary>Texts in the model's list of strings; values of another type after its description.</summary>
    public abstract void Save(ModelSaveContext ctx);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column source);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText);

    private static KeyMap<T> LoadValues<T>(ModelLoadContext ctx, PrimitiveDataViewType type, int count) =>
        new(type, ValueCodec.ReadItems<T>(ctx.Reader, count));
}

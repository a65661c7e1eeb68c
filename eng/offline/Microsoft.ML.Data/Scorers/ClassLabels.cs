using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The key values of the label that a multiclass model was trained with, in the order of its classes.</summary>
internal abstract class ClassLabels
{
    /// <summary>Null where the label has no key values, or not one a class.</summary>
    public static ClassLabels OfOrNull(DataViewSchema.Column label, int classCount)
    {
        DataViewType type = label.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type;
        return label.Type is KeyDataViewType && type is VectorDataViewType vector && vector.Size == classCount
            ? GenericCall.Invoke<ClassLabels>(FromColumn<int>, vector.ItemType.RawType, label, vector.ItemType)
            : null;
    }

    public static ClassLabels LoadOrNull(ModelLoadContext ctx)
    {
        if (!ctx.Reader.ReadBoolean())
        {
            return null;
        }

        var type = ValueSerializer.ReadType(ctx.Reader) as PrimitiveDataViewType;
        Contracts.CheckDecode(type is not null);
        return GenericCall.Invoke<ClassLabels>(FromModel<int>, type.RawType, ctx, type);
    }

    public static void Save(ModelSaveContext ctx, ClassLabels labels)
    {
        ctx.Writer.Write(labels is not null);
        labels?.Save(ctx);
    }

    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string kind);

    public abstract bool AreText { get; }

    protected abstract void Save(ModelSaveContext ctx);

    private static Typed<T> FromColumn<T>(DataViewSchema.Column label, PrimitiveDataViewType type)
    {
        VBuffer<T> values = default;
        label.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        return new Typed<T>(type, [.. values.DenseValues()]);
    }

    private static Typed<T> FromModel<T>(ModelLoadContext ctx, PrimitiveDataViewType type) =>
        new Typed<T>(type, ValueSerializer.ReadValues<T>(ctx.Reader));

    private sealed class Typed<T>(PrimitiveDataViewType type, T[] values) : ClassLabels
    {
        public override bool AreText => type is TextDataViewType;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind) => annotations.Add(
            kind,
            new VectorDataViewType(type, values.Length),
            (ref VBuffer<T> destination) => new VBuffer<T>(values.Length, values).CopyTo(ref destination));

        protected override void Save(ModelSaveContext ctx)
        {
            ValueSerializer.WriteType(ctx.Writer, type);
            ValueSerializer.WriteValues(ctx.Writer, values);
        }
    }
}

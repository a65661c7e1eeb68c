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
            ? PrimitiveTypes.Call<ClassLabels>(vector.ItemType, nameof(FromColumn), typeof(ClassLabels), label, vector.ItemType)
            : null;
    }

    public static ClassLabels LoadOrNull(ModelLoadContext ctx)
    {
        PrimitiveDataViewType type = PrimitiveTypes.ReadOrNull(ctx.Reader);
        return type is null ? null : PrimitiveTypes.Call<ClassLabels>(type, nameof(FromModel), typeof(ClassLabels), ctx, type);
    }

    public static void Save(ModelSaveContext ctx, ClassLabels labels)
    {
        if (labels is null)
        {
            PrimitiveTypes.Write(ctx.Writer, null);
        }
        else
        {
            labels.Save(ctx);
        }
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
        new Typed<T>(type, PrimitiveTypes.ReadValues<T>(ctx.Reader));

    private sealed class Typed<T>(PrimitiveDataViewType type, T[] values) : ClassLabels
    {
        public override bool AreText => type is TextDataViewType;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind) => annotations.Add(
            kind,
            new VectorDataViewType(type, values.Length),
            (ref VBuffer<T> destination) => new VBuffer<T>(values.Length, values).CopyTo(ref destination));

        protected override void Save(ModelSaveContext ctx)
        {
            PrimitiveTypes.Write(ctx.Writer, type);
            PrimitiveTypes.WriteValues(ctx.Writer, values);
        }
    }
}

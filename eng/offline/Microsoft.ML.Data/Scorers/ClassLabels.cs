using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The key values of the label that a multiclass model was trained with, in the order of its classes.</summary>
internal abstract class ClassLabels
{
    /// <summary>Null where the label has no key values, or not one a class.</summary>
    public static ClassLabels OfOrNull(DataViewSchema trainSchema, string labelColumnName, int classCount)
    {
        return trainSchema.GetColumnOrNull(labelColumnName) is { Type: KeyDataViewType } label
            && label.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType values
            && values.Size == classCount
                ? GenericCall.Invoke<ClassLabels>(FromColumn<int>, values.ItemType.RawType, label, values.ItemType)
                : null;
    }

    public abstract void AddTo(DataViewSchema.Annotations.Builder annotations, string kind);

    public abstract bool AreText { get; }

    private static Typed<T> FromColumn<T>(DataViewSchema.Column label, PrimitiveDataViewType type)
    {
        VBuffer<T> values = default;
        label.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref values);
        return new Typed<T>(type, [.. values.DenseValues()]);
    }

    private sealed class Typed<T>(PrimitiveDataViewType type, T[] values) : ClassLabels
    {
        public override bool AreText => type is TextDataViewType;

        public override void AddTo(DataViewSchema.Annotations.Builder annotations, string kind) => annotations.Add(
            kind,
            new VectorDataViewType(type, values.Length),
            (ref VBuffer<T> destination) => new VBuffer<T>(values.Length, values).CopyTo(ref destination));
    }
}

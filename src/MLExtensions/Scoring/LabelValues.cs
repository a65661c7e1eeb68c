using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>The values behind a label's keys, as the <c>KeyValues</c> annotation holds them: of any primitive type.</summary>
internal abstract class LabelValues
{
    /// <summary>Name of the values' type in a model file.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether the values are text, so that they also name the score's slots.</summary>
    public bool IsText => TypeName == LabelValueTypes.Text;

    /// <summary>Number of values.</summary>
    public abstract int Count { get; }

    /// <summary>Adds the values as an annotation.</summary>
    public abstract void AddTo(DataViewSchema.Annotations.Builder builder, string kind);

    /// <summary>The values as invariant text, from which <see cref="LabelValueTypes.Parse"/> makes them again.</summary>
    public abstract string[] ToStrings();

    /// <summary>The values of a label column; null where it has none, or of a type that ML.NET has no name for.</summary>
    public static LabelValues? Of(DataViewSchema.Column label, int count) => Of(label.Annotations, AnnotationKinds.KeyValues, count);

    /// <summary>The values in an annotation; null where there is none, or of a type that ML.NET has no name for, or they are not as many.</summary>
    public static LabelValues? Of(DataViewSchema.Annotations annotations, string kind, int count) =>
        annotations.Schema.GetColumnOrNull(kind) is { Type: VectorDataViewType type } && type.Size == count
            ? LabelValueTypes.Read(annotations, kind, type.ItemType)
            : null;
}

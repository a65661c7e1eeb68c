using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>The columns that a fitted network adds: names, types, annotations and values are those of ML.NET's own trainers of the task.</summary>
internal abstract class ScoreColumns
{
    /// <summary>ML.NET's name of the task, the value of the <c>ScoreColumnKind</c> annotation.</summary>
    public abstract string Kind { get; }

    /// <summary>Number of values that the network gives for a row.</summary>
    public abstract int Width { get; }

    /// <summary>The columns' number.</summary>
    public abstract int Count { get; }

    /// <summary>Slots of the score's vector, a class, label or output each; null where the score is one number.</summary>
    public virtual int? VectorSize => null;

    /// <summary>Names of the slots, taken from the label column; null where it had none.</summary>
    public virtual string[]? SlotNames => null;

    /// <summary>Whether a StandardDeviation column follows the score.</summary>
    public virtual bool HasStandardDeviation => false;

    /// <summary>The columns, with annotations that place them in a new score set of the input schema.</summary>
    public IReadOnlyList<DataViewSchema.DetachedColumn> Create(DataViewSchema input) => Create(ScoreSets.Largest(input) + 1);

    /// <summary>The getter of column <paramref name="index"/>, a <c>ValueGetter</c> of the column's type.</summary>
    public abstract Delegate CreateGetter(int index, ScoreSource source);

    protected abstract IReadOnlyList<DataViewSchema.DetachedColumn> Create(uint setId);

    /// <summary>The annotations that every score column has; the order is ML.NET's.</summary>
    protected DataViewSchema.Annotations.Builder Annotations(uint setId, string valueKind)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(
            AnnotationKinds.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), setId);
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnKind, TextDataViewType.Instance, Kind.AsMemory());
        builder.AddPrimitiveValue(AnnotationKinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        return builder;
    }

    /// <summary>Adds the names of a vector's slots, where there are any.</summary>
    protected static void AddSlotNames(DataViewSchema.Annotations.Builder builder, string[]? names)
    {
        if (names is not null)
        {
            ReadOnlyMemory<char>[] texts = [.. names.Select(name => name.AsMemory())];
            var source = new VBuffer<ReadOnlyMemory<char>>(texts.Length, texts);
            builder.Add(
                AnnotationKinds.SlotNames,
                new VectorDataViewType(TextDataViewType.Instance, texts.Length),
                (ref VBuffer<ReadOnlyMemory<char>> value) => source.CopyTo(ref value));
        }
    }

    /// <summary>A getter of one of the network's scores.</summary>
    protected static ValueGetter<float> Number(ScoreSource source, int index) => (ref float value) => value = source.Current[index];

    /// <summary>A getter of some of the network's scores as a vector, copied into the caller's buffer.</summary>
    protected static ValueGetter<VBuffer<float>> Vector(ScoreSource source, int start, int count) =>
        (ref VBuffer<float> value) =>
        {
            var editor = VBufferEditor.Create(ref value, count);
            source.Current.Slice(start, count).CopyTo(editor.Values);
            value = editor.Commit();
        };
}

using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

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

    /// <summary>The columns, with annotations that place them in a new score set of the input schema.</summary>
    public IReadOnlyList<DataViewSchema.DetachedColumn> Create(DataViewSchema input) => Create(NextSetId(input));

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

    private static uint NextSetId(DataViewSchema schema)
    {
        uint largest = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId) is { Type: KeyDataViewType key }
                && key.RawType == typeof(uint))
            {
                uint id = 0;
                column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref id);
                largest = Math.Max(largest, id);
            }
        }

        return largest + 1;
    }
}

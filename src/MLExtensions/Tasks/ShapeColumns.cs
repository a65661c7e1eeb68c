using MLExtensions.Persistence;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>The promise of score columns, as ML.NET's own trainers give it.</summary>
internal static class ShapeColumns
{
    /// <summary>A score column of scalars.</summary>
    public static SchemaShape.Column Scalar(string name, DataViewType type, params IEnumerable<SchemaShape.Column> more) =>
        MLNetInternals.ShapeColumn(name, VectorKind.Scalar, type, false, [.. more, .. Common()]);

    /// <summary>The annotation that says that a column lies between 0 and 1.</summary>
    public static SchemaShape.Column IsNormalized() => Annotation(AnnotationKinds.IsNormalized, VectorKind.Scalar, BooleanDataViewType.Instance, false);

    /// <summary>The columns of a network for several yes-or-no labels: vectors that keep the label's slot names.</summary>
    public static IEnumerable<SchemaShape.Column> MultiLabel(SchemaShape.Column label) =>
    [
        Vector(AnnotationKinds.Score, NumberDataViewType.Single, label),
        Vector(AnnotationKinds.Probability, NumberDataViewType.Single, label, IsNormalized()),
        Vector(AnnotationKinds.PredictedLabel, BooleanDataViewType.Instance, label),
    ];

    /// <summary>The columns of a regression network.</summary>
    public static IEnumerable<SchemaShape.Column> Regression(bool hasStandardDeviation) =>
        [.. RegressionNames(hasStandardDeviation).Select(name => Scalar(name, NumberDataViewType.Single))];

    /// <summary>The columns of a regression network with several outputs: vectors that keep the label's slot names.</summary>
    public static IEnumerable<SchemaShape.Column> MultiOutput(SchemaShape.Column label, bool hasStandardDeviation) =>
        [.. RegressionNames(hasStandardDeviation).Select(name => Vector(name, NumberDataViewType.Single, label))];

    /// <summary>The column of a ranking network.</summary>
    public static IEnumerable<SchemaShape.Column> Ranking() => [Scalar(AnnotationKinds.Score, NumberDataViewType.Single)];

    /// <summary>A score column of vectors with a slot for each of the label's, named as those are.</summary>
    public static SchemaShape.Column Vector(string name, DataViewType itemType, SchemaShape.Column label, params IEnumerable<SchemaShape.Column> more) =>
        MLNetInternals.ShapeColumn(name, VectorKind.Vector, itemType, false, [.. more, .. SlotNames(label), .. Common()]);

    /// <summary>PredictedLabel of a multiclass trainer: a key that keeps the label's values.</summary>
    public static SchemaShape.Column PredictedKey(SchemaShape.Column label) =>
        MLNetInternals.ShapeColumn(
            AnnotationKinds.PredictedLabel, VectorKind.Scalar, NumberDataViewType.UInt32, true, [.. KeyValues(label), .. Common()]);

    /// <summary>Score of a multiclass trainer: a vector whose slots are the label's values.</summary>
    public static SchemaShape.Column ClassScores(SchemaShape.Column label)
    {
        var annotations = new List<SchemaShape.Column>();
        foreach (var values in KeyValues(label).Where(values => values.Kind == VectorKind.Vector))
        {
            if (values.ItemType is TextDataViewType)
            {
                annotations.Add(Annotation(AnnotationKinds.SlotNames, VectorKind.Vector, TextDataViewType.Instance, false));
            }

            annotations.Add(Annotation(AnnotationKinds.TrainingLabelValues, VectorKind.Vector, values.ItemType, false));
        }

        return MLNetInternals.ShapeColumn(
            AnnotationKinds.Score, VectorKind.Vector, NumberDataViewType.Single, false, [.. annotations, .. Common()]);
    }

    private static IEnumerable<string> RegressionNames(bool hasStandardDeviation) =>
        hasStandardDeviation ? [AnnotationKinds.Score, AnnotationKinds.StandardDeviation] : [AnnotationKinds.Score];

    private static IEnumerable<SchemaShape.Column> SlotNames(SchemaShape.Column label) =>
        label.Annotations.Where(annotation => annotation.Name == AnnotationKinds.SlotNames
            && annotation is { Kind: VectorKind.Vector, ItemType: TextDataViewType });

    private static IEnumerable<SchemaShape.Column> KeyValues(SchemaShape.Column label) =>
        label.Annotations.Where(annotation => annotation.Name == AnnotationKinds.KeyValues);

    private static SchemaShape.Column[] Common() =>
    [
        Annotation(AnnotationKinds.ScoreColumnSetId, VectorKind.Scalar, NumberDataViewType.UInt32, true),
        Annotation(AnnotationKinds.ScoreColumnKind, VectorKind.Scalar, TextDataViewType.Instance, false),
        Annotation(AnnotationKinds.ScoreValueKind, VectorKind.Scalar, TextDataViewType.Instance, false),
    ];

    private static SchemaShape.Column Annotation(string kind, VectorKind vector, DataViewType type, bool isKey) =>
        MLNetInternals.ShapeColumn(kind, vector, type, isKey, []);
}

using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>Several classes: the label is a key of known count, as <c>MapValueToKey</c> makes it.</summary>
internal sealed class MulticlassTask : NetworkTask
{
    public override void CheckLabel(ColumnShape label)
    {
        if (label.Kind != VectorKind.Scalar || !label.IsKey)
        {
            throw SchemaColumns.Mismatch(
                "label", label, "a key", $"Put Conversion.MapValueToKey(\"{label.Name}\") in the pipeline before the network.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) =>
        [ShapeColumns.ClassScores(label), ShapeColumns.PredictedKey(label)];

    /// <summary>Keys count from 1 and 0 is missing; classes count from 0.</summary>
    public override ValueGetter<float> LabelGetter(DataViewRow row, DataViewSchema.Column label)
    {
        var getter = NumberGetter.Create(row, label);
        return (ref float value) =>
        {
            getter(ref value);
            value = value > 0 ? value - 1 : float.NaN;
        };
    }

    public override Objective CreateObjective(DataViewSchema.Column column, ReadOnlySpan<float> labels)
    {
        int classes = ClassCount(column);
        return classes >= 2 && labels.ContainsAnyExcept(labels[0])
            ? new MulticlassObjective(classes)
            : throw new InvalidOperationException(
                $"The label column '{column.Name}' has one class only in the training data; expected at least two.");
    }

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label)
    {
        int classes = ClassCount(label);
        return new MulticlassScoreColumns(classes, LabelValues.Of(label, classes));
    }

    private static int ClassCount(DataViewSchema.Column label) =>
        label.Type is KeyDataViewType { Count: > 0 and <= MaximumClasses } key
            ? (int)key.Count
            : throw SchemaColumns.Mismatch(
                "label", ColumnShape.Of(label), $"a key of at most {MaximumClasses} values", "Map the label with Conversion.MapValueToKey.");

    /// <summary>Class indices travel as float, which is exact up to here.</summary>
    private const int MaximumClasses = 1 << 24;
}

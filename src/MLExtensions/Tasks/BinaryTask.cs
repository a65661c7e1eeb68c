using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>Two classes: the label is a boolean, or a number of which values over 0 are positive.</summary>
internal sealed class BinaryTask : NetworkTask
{
    public override void CheckLabel(ColumnShape label)
    {
        if (label.Kind != VectorKind.Scalar || !label.IsNumeric)
        {
            throw SchemaColumns.Mismatch(
                "label", label, "Boolean, or a number of which values over 0 are positive",
                $"Map two values with Conversion.MapValue(\"{label.Name}\", ...); for more than two use the multiclass catalog.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) =>
    [
        ShapeColumns.Scalar(AnnotationKinds.Score, NumberDataViewType.Single),
        ShapeColumns.Scalar(AnnotationKinds.Probability, NumberDataViewType.Single, ShapeColumns.IsNormalized()),
        ShapeColumns.Scalar(AnnotationKinds.PredictedLabel, BooleanDataViewType.Instance),
    ];

    public override ValueGetter<float> LabelGetter(DataViewRow row, DataViewSchema.Column label)
    {
        var getter = NumberGetter.Create(row, label);
        return (ref float value) =>
        {
            getter(ref value);
            value = float.IsNaN(value) ? value : value > 0 ? 1 : 0;
        };
    }

    public override Objective CreateObjective(DataViewSchema.Column column, ReadOnlySpan<float> labels) =>
        labels.ContainsAnyExcept(labels[0])
            ? new BinaryObjective()
            : throw new InvalidOperationException(
                $"The label column '{column.Name}' has one class only in the training data ({(labels[0] > 0 ? "all positive" : "all negative")}); expected both.");

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label) => new BinaryScoreColumns();
}

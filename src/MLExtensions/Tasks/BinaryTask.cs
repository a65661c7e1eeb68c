using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>Yes or no: the label is a boolean, or a number of which values over 0 are positive. A vector of such is several labels at once.</summary>
internal sealed class BinaryTask(NetworkTrainerOptions options) : NetworkTask
{
    public override void CheckOptions(NetworkTrainerOptions options)
    {
        base.CheckOptions(options with { ClassWeights = null, BalanceClasses = false });
        if (options.ClassWeights is { } weights && (weights.Count != 2 || weights.Any(weight => weight <= 0)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"ClassWeights is [{string.Join(", ", weights)}]; for binary classification expected two weights above 0, of negative and of positive rows.");
        }
    }

    public override void CheckLabel(ColumnShape label)
    {
        if (!IsNumeric(label))
        {
            throw SchemaColumns.Mismatch(
                "label", label, "Boolean, or a number of which values over 0 are positive, or for several labels a vector of such",
                $"Map two values with Conversion.MapValue(\"{label.Name}\", ...); for more than two use the multiclass catalog.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) => label.Kind == VectorKind.Vector
        ? ShapeColumns.MultiLabel(label)
        :
        [
            ShapeColumns.Scalar(AnnotationKinds.Score, NumberDataViewType.Single),
            ShapeColumns.Scalar(AnnotationKinds.Probability, NumberDataViewType.Single, ShapeColumns.IsNormalized()),
            ShapeColumns.Scalar(AnnotationKinds.PredictedLabel, BooleanDataViewType.Instance),
        ];

    public override SpanReader ReadLabel(DataViewRow row, DataViewSchema.Column label)
    {
        var read = base.ReadLabel(row, label);
        return values =>
        {
            read(values);
            foreach (ref float value in values)
            {
                value = float.IsNaN(value) ? value : value > 0 ? 1 : 0;
            }
        };
    }

    public override Objective CreateObjective(DataViewSchema.Column column, LabelSummary labels)
    {
        bool isVector = column.Type is VectorDataViewType;
        if (!labels.Varies)
        {
            throw new InvalidOperationException(isVector
                ? $"The label column '{column.Name}' has the same labels in every row of the training data; expected rows of different labels."
                : $"The label column '{column.Name}' has one class only in the training data ({(labels.First[0] > 0 ? "all positive" : "all negative")}); expected both.");
        }

        var objective = new BinaryObjective { LabelCount = LabelSize(column), BalanceClasses = options.BalanceClasses };
        return options.ClassWeights is { } weights ? objective with { PositiveWeight = weights[1] / weights[0] } : objective;
    }

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label) => label.Type is VectorDataViewType vector
        ? new MultiLabelScoreColumns(vector.Size, LabelSlotNames.Of(label))
        : new BinaryScoreColumns();
}

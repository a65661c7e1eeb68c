using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>Several classes: the label is a key of known count, as <c>MapValueToKey</c> makes it.</summary>
internal sealed class MulticlassTask(NetworkTrainerOptions options) : NetworkTask
{
    public override void CheckOptions(NetworkTrainerOptions options) => base.CheckOptions(options with { ClassWeights = null, BalanceClasses = false });

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
    public override SpanReader ReadLabel(DataViewRow row, DataViewSchema.Column label)
    {
        var key = KeyGetter.Create(row, label);
        return values => values[0] = key() is > 0 and var value ? value - 1 : float.NaN;
    }

    public override Objective CreateObjective(DataViewSchema.Column column, LabelSummary labels)
    {
        int classes = ClassCount(column);
        if (classes < 2 || !labels.Varies)
        {
            throw new InvalidOperationException($"The label column '{column.Name}' has one class only in the training data; expected at least two.");
        }

        return options.ClassWeights is { } weights && weights.Count != classes
            ? throw new InvalidOperationException($"ClassWeights has {weights.Count} weights; the label column '{column.Name}' has {classes} classes, expected one for each.")
            : new MulticlassObjective(classes) { ClassWeights = options.ClassWeights, BalanceClasses = options.BalanceClasses };
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

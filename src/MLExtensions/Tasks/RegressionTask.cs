using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>A number: the label is a scalar of any numeric type. A vector of such is several outputs at once.</summary>
internal sealed class RegressionTask(NetworkTrainerOptions options) : NetworkTask
{
    private readonly RegressionLoss _loss = options.Loss ?? new SquaredLoss();

    private bool HasStandardDeviation => _loss is GaussianLoss;

    public override void CheckOptions(NetworkTrainerOptions options)
    {
        base.CheckOptions(options with { Loss = null });
        new RegressionObjective { LossFunction = _loss }.Validate();
    }

    public override void CheckLabel(ColumnShape label)
    {
        if (!IsNumeric(label))
        {
            throw SchemaColumns.Mismatch("label", label, "a scalar number, or for several outputs a vector of numbers", "For classes use the binary or multiclass catalog.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) => label.Kind == VectorKind.Vector
        ? ShapeColumns.MultiOutput(label, HasStandardDeviation)
        : ShapeColumns.Regression(HasStandardDeviation);

    public override string? WhatIsExpectedOf(ReadOnlySpan<float> label) =>
        _loss is PoissonLoss && label.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon) ? "for PoissonLoss numbers of at least 0" : null;

    public override Objective CreateObjective(DataViewSchema.Column column, LabelSummary labels) =>
        new RegressionObjective { OutputCount = LabelSize(column), LossFunction = _loss };

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label) => label.Type is VectorDataViewType vector
        ? new MultiOutputScoreColumns(vector.Size, LabelSlotNames.Of(label), HasStandardDeviation)
        : new RegressionScoreColumns(HasStandardDeviation);
}

using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>A number: the label is a scalar of any numeric type.</summary>
internal sealed class RegressionTask : NetworkTask
{
    public override void CheckLabel(ColumnShape label)
    {
        if (label.Kind != VectorKind.Scalar || !label.IsNumeric)
        {
            throw SchemaColumns.Mismatch("label", label, "a scalar number", "For classes use the binary or multiclass catalog.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) =>
        [ShapeColumns.Scalar(AnnotationKinds.Score, NumberDataViewType.Single)];

    public override Objective CreateObjective(DataViewSchema.Column column, ReadOnlySpan<float> labels) =>
        new RegressionObjective();

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label) => new RegressionScoreColumns();
}

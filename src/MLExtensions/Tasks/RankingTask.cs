using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>The order of rows within their groups: the label is a number or a key, the larger the further up.</summary>
internal sealed class RankingTask : NetworkTask
{
    public override bool HasGroups => true;

    public override void CheckOptions(NetworkTrainerOptions options) => base.CheckOptions(options with { RowGroupColumnName = null });

    public override void CheckLabel(ColumnShape label)
    {
        if (label.Kind != VectorKind.Scalar || !(label.IsNumeric || label.IsKey))
        {
            throw SchemaColumns.Mismatch("label", label, "a number of at least 0, or a key, the larger the better", "Convert it before the network.");
        }
    }

    public override IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label) => ShapeColumns.Ranking();

    /// <summary>Keys count from 1, and 0 is missing; relevance counts from 0.</summary>
    public override SpanReader ReadLabel(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is not KeyDataViewType)
        {
            return base.ReadLabel(row, label);
        }

        var key = KeyGetter.Create(row, label);
        return values => values[0] = key() is > 0 and var value ? value - 1 : float.NaN;
    }

    public override string? WhatIsExpectedOf(ReadOnlySpan<float> label) => label[0] is >= 0 and <= RankingObjective.MaximumLabel
        ? null
        : $"for ranking grades from 0 to {RankingObjective.MaximumLabel}, of which the gain is 2^grade - 1";

    public override Objective CreateObjective(DataViewSchema.Column column, LabelSummary labels) => labels.VariesInGroup
        ? new RankingObjective()
        : throw new InvalidOperationException(
            $"The label column '{column.Name}' is the same for all rows of each group; expected groups with better and worse rows. Rows of a group stand one after the other.");

    public override ScoreColumns CreateScoreColumns(DataViewSchema.Column label) => new RankingScoreColumns();
}

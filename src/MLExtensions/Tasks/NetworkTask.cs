using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tasks;

/// <summary>What differs between the tasks: the label that is read, the objective that is trained, the columns that come out.</summary>
internal abstract class NetworkTask
{
    /// <summary>Throws where a column cannot be this task's label.</summary>
    public abstract void CheckLabel(ColumnShape label);

    /// <summary>The columns that the estimator promises for a label.</summary>
    public abstract IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label);

    /// <summary>Reads the label as the objective wants it: NaN where it is missing.</summary>
    public virtual ValueGetter<float> LabelGetter(DataViewRow row, DataViewSchema.Column label) => NumberGetter.Create(row, label);

    /// <summary>The objective for the labels that were read; throws where they cannot be learnt from.</summary>
    /// <param name="column">The label column.</param>
    /// <param name="labels">The training rows' labels, none missing.</param>
    public abstract Objective CreateObjective(DataViewSchema.Column column, ReadOnlySpan<float> labels);

    /// <summary>The columns that the fitted network gives.</summary>
    public abstract ScoreColumns CreateScoreColumns(DataViewSchema.Column label);
}

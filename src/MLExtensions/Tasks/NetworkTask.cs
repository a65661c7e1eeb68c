using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tasks;

/// <summary>What differs between the tasks: the label that is read, the objective that is trained, the columns that come out.</summary>
internal abstract class NetworkTask
{
    /// <summary>Whether rows belong together in groups.</summary>
    public virtual bool HasGroups => false;

    /// <summary>Throws where an option is set that this task does not have.</summary>
    public virtual void CheckOptions(NetworkTrainerOptions options)
    {
        Refuse(options.Loss is not null, nameof(options.Loss), "regression");
        Refuse(options.ClassWeights is not null, nameof(options.ClassWeights), "binary and multiclass classification");
        Refuse(options.BalanceClasses, nameof(options.BalanceClasses), "binary and multiclass classification");
        Refuse(options.RowGroupColumnName is not null, nameof(options.RowGroupColumnName), "ranking");
    }

    /// <summary>Throws where a column cannot be this task's label.</summary>
    public abstract void CheckLabel(ColumnShape label);

    /// <summary>The columns that the estimator promises for a label.</summary>
    public abstract IEnumerable<SchemaShape.Column> OutputShape(SchemaShape.Column label);

    /// <summary>Values of the label.</summary>
    public virtual int LabelSize(DataViewSchema.Column label) => label.Type is VectorDataViewType vector ? vector.Size : 1;

    /// <summary>Reads the label as the objective wants it: NaN where it is missing.</summary>
    public virtual SpanReader ReadLabel(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is VectorDataViewType)
        {
            return VectorReader.Create(row, label, "label");
        }

        var getter = NumberGetter.Create(row, label);
        return values => getter(ref values[0]);
    }

    /// <summary>What is expected of a label, where this one is none that can be learnt; null where it can.</summary>
    public virtual string? WhatIsExpectedOf(ReadOnlySpan<float> label) => null;

    /// <summary>The objective for the labels that were read; throws where they cannot be learnt from.</summary>
    /// <param name="column">The label column.</param>
    /// <param name="labels">The training rows' labels.</param>
    public abstract Objective CreateObjective(DataViewSchema.Column column, LabelSummary labels);

    /// <summary>The columns that the fitted network gives.</summary>
    public abstract ScoreColumns CreateScoreColumns(DataViewSchema.Column label);

    protected static void Refuse(bool isSet, string option, string tasks)
    {
        if (isSet)
        {
            throw new ArgumentException($"{option} is for {tasks}; leave it unset for this task.", option);
        }
    }

    /// <summary>Whether a label is a number or boolean, or a vector of known size of such.</summary>
    protected static bool IsNumeric(ColumnShape label) => label.Kind != VectorKind.VariableVector && label.IsNumeric;
}

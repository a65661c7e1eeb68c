using System.ComponentModel.DataAnnotations;
using System.Numerics.Tensors;
using MLExtensions.Columns;
using MLExtensions.Networks.Internals;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>A vector column as numbers in time: step after step, each of some features. Vectors of unknown size are sequences with lengths of their own.</summary>
/// <remarks>
/// Each feature is standardised over all steps. A missing number within a step counts as the feature's mean, unless missing values are refused. A sequence without steps is scored like any other. A
/// vector that is no whole number of steps is an error in training, and has no score.
/// </remarks>
/// <example><code>new SequenceInput { Features = 12 }</code></example>
public sealed record SequenceInput : ColumnInput
{
    /// <summary>Steps that are read at most where <see cref="MaximumLength"/> does not say.</summary>
    internal const int LongestByDefault = 4096;

    /// <summary>Numbers of a step. Null, the default, takes the last dimension of a column whose type has two, else 1. At least 1.</summary>
    [Range(1, 1 << 20)]
    public int? Features { get; init; }

    /// <summary>
    /// Steps that are read of a sequence at most, the first ones; null, the default, for as many as the longest training sequence has, at most 4,096. For vectors of known size it is not needed. 1 to
    /// 1,048,576.
    /// </summary>
    [Range(1, 1 << 20)]
    public int? MaximumLength { get; init; }

    /// <inheritdoc/>
    public override void Validate() => OptionRanges.Check(this);

    internal override void Check(ColumnShape column)
    {
        if (!(column.IsNumeric && column.Kind != SchemaShape.Column.VectorKind.Scalar))
        {
            throw SchemaColumns.Mismatch("feature", column, "a vector of numbers, as ColumnInputs has a SequenceInput for it", "Give it another ColumnInput, or none.");
        }
    }

    internal override RowFormat Learn(ColumnRows rows, DataViewSchema.Column column, List<string> remarks)
    {
        var type = (VectorDataViewType)column.Type;
        int features = Features ?? (type.Dimensions.Length == 2 && type.Dimensions[1] > 0 ? type.Dimensions[1] : 1);
        if (type.IsKnownSize)
        {
            return type.Size % features == 0
                ? new SequenceFormat { Features = features, MaximumLength = type.Size / features }
                : throw SchemaColumns.Mismatch(
                    "feature", ColumnShape.Of(column), $"vectors of a multiple of {features}, the features of a step; they have {type.Size}", "Set SequenceInput.Features.");
        }

        int longest = 1;
        rows.ReadLengths((length, position) =>
        {
            longest = length % features == 0
                ? Math.Max(longest, length / features)
                : throw new InvalidOperationException($"The training data, row {position}: {SequenceFormat.Misfit(column.Name, length, features)}");
            return true;
        });
        int most = MaximumLength ?? Math.Min(longest, LongestByDefault);
        remarks.Add($"Column '{column.Name}': sequences of up to {longest} steps of {features} numbers{(longest > most ? $", of which the first {most} are read. SequenceInput.MaximumLength says how many are" : "")}.");
        return new SequenceFormat { Features = features, MaximumLength = most, IsVariable = true };
    }
}

using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Networks;
using MLExtensions.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>Vectors as steps; where lengths differ their number comes first, and what is past them is NaN.</summary>
internal sealed record SequenceFormat : RowFormat
{
    /// <summary>Numbers of a step.</summary>
    public required int Features { get; init; }

    /// <summary>Steps that are read at most.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>Whether lengths differ.</summary>
    public bool IsVariable { get; init; }

    [JsonIgnore]
    public override int Size => FirstStep + (MaximumLength * Features);

    [JsonIgnore]
    public override string Noun => IsVariable ? $"sequences of steps of {Features} numbers" : $"vectors of {MaximumLength} x {Features} values";

    [JsonIgnore]
    public override DataViewType ColumnType => IsVariable
        ? new VectorDataViewType(NumberDataViewType.Single)
        : new VectorDataViewType(NumberDataViewType.Single, MaximumLength * Features);

    private int FirstStep => IsVariable ? 1 : 0;

    public static string Misfit(string column, int length, int features) =>
        $"column '{column}' has a vector of {length} values, which is no multiple of {features}, the numbers of a step. Mend such rows or leave them out, or set SequenceInput.Features.";

    public override string? Problem() =>
        Features < 1 || MaximumLength < 1 || FirstStep + ((long)MaximumLength * Features) > Array.MaxLength ? $"{MaximumLength} steps of {Features} numbers" : null;

    public override bool Reads(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector && ColumnShape.Of(column).IsNumeric && (IsVariable || vector.Size == MaximumLength * Features);

    public override bool Fits(InputColumn input) =>
        input is SequenceColumn sequence && sequence.Features == Features && sequence.MaximumLength == MaximumLength && sequence.IsVariable == IsVariable;

    public override SpanReader CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (!IsVariable)
        {
            return VectorReader.Create(row, column, "feature");
        }

        int features = Features, most = MaximumLength;
        string name = column.Name;
        return VectorReader.Create(row, column, (values, length) =>
        {
            if (length % features != 0)
            {
                throw new UnreadableValueException(Misfit(name, length, features));
            }

            int steps = Math.Min(length / features, most);
            values[0] = steps;
            var rest = values[1..];
            rest[(steps * features)..].Fill(float.NaN);
            return rest[..(steps * features)];
        });
    }

    public override ColumnScan CreateScan(FeatureColumn column) => new SequenceScan(column, this);

    public override int FindStrange(ReadOnlySpan<float> values, bool refusesMissing)
    {
        int end = IsVariable ? 1 + ((int)values[0] * Features) : values.Length;
        for (int i = FirstStep; i < end; i++)
        {
            if (float.IsInfinity(values[i]) || (refusesMissing && float.IsNaN(values[i])))
            {
                return i;
            }
        }

        return -1;
    }
}

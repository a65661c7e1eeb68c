using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Mean and spread of each number of a step, over all steps there are.</summary>
internal sealed class SequenceScan(FeatureColumn column, SequenceFormat format) : ColumnScan(column)
{
    private readonly NumberStatistics _statistics = new(format.Features, keepSample: false);

    public override void Add(ReadOnlySpan<float> values)
    {
        int steps = format.IsVariable ? (int)values[0] : format.MaximumLength;
        values = format.IsVariable ? values[1..] : values;
        for (int step = 0; step < steps; step++)
        {
            _statistics.Add(values.Slice(step * format.Features, format.Features));
        }
    }

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        map = null;
        var numbers = _statistics.ToColumn(Column.Name, NumberEncoding.Standardized, maximumBins: 2, indicators: false);
        long missing = Enumerable.Range(0, format.Features).Sum(_statistics.MissingCount);
        if (missing > 0)
        {
            remarks.Add($"Column '{Column.Name}' has {missing} missing numbers within its sequences: they count as the mean of their feature.");
        }

        return (Column, new SequenceColumn
        {
            Name = Column.Name,
            MaximumLength = format.MaximumLength,
            IsVariable = format.IsVariable,
            Means = numbers.Means,
            Scales = numbers.Scales,
        });
    }
}

using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Mean, spread and quantiles of numbers, and whether some are missing.</summary>
internal sealed class NumberScan : ColumnScan
{
    private readonly NetworkTrainerOptions _options;
    private readonly NumberStatistics _statistics;
    private readonly NumberEncoding _encoding;

    public NumberScan(FeatureColumn column, NetworkTrainerOptions options, int seed)
        : base(column)
    {
        _options = options;
        _encoding = options.EncodingOf(column);
        _statistics = new NumberStatistics(column.Size, _encoding == NumberEncoding.PiecewiseLinear, seed);
    }

    public override void Add(ReadOnlySpan<float> values) => _statistics.Add(values);

    public override (FeatureColumn Column, InputColumn Input) Finish(List<string> remarks, out int[]? map)
    {
        map = null;
        bool hasMissing = Enumerable.Range(0, Column.Size).Any(slot => _statistics.MissingCount(slot) > 0);
        bool indicates = Column.Missing == MissingHandling.Indicate && hasMissing;
        var input = _statistics.ToColumn(Column.Name, _encoding, _options.MaximumBins, indicates);
        if (hasMissing)
        {
            remarks.Add($"Column '{Column.Name}' has missing values: they count as {(_encoding == NumberEncoding.None ? "0" : "the mean")}{(indicates ? ", and the network is told that they are missing" : "")}.");
        }

        return (Column with { Missing = Column.Missing == MissingHandling.Replace || indicates ? Column.Missing : MissingHandling.Refuse }, input);
    }
}

using System.Numerics.Tensors;
using MLExtensions.Columns;
using MLExtensions.Networks;

namespace MLExtensions.Rows;

/// <summary>Mean, spread and quantiles of numbers, and whether some are missing.</summary>
internal sealed class NumberScan : ColumnScan
{
    private readonly NetworkTrainerOptions _options;
    private readonly NumberStatistics _statistics;
    private readonly NumberEncoding _encoding;

    // What is not 0 in a row that mostly is.
    private readonly int[] _slots;
    private readonly float[] _kept;

    public NumberScan(FeatureColumn column, NetworkTrainerOptions options, int seed)
        : base(column)
    {
        _options = options;
        _encoding = options.EncodingOf(column);
        _statistics = new NumberStatistics(column.Size, _encoding == NumberEncoding.PiecewiseLinear, seed);
        _slots = new int[column.Size];
        _kept = new float[column.Size];
    }

    public override void Add(ReadOnlySpan<float> values)
    {
        // Numbers that are taken as they are need no statistics, but for where some are missing.
        if (_encoding == NumberEncoding.None && !TensorPrimitives.IsNaNAny(values))
        {
            return;
        }

        if (2 * NonZeros.Count(values) < values.Length)
        {
            Span<int> slots = _slots.AsSpan(0, NonZeros.Find(values, _slots));
            for (int i = 0; i < slots.Length; i++)
            {
                _kept[i] = values[slots[i]];
            }

            _statistics.AddSparse(slots, _kept.AsSpan(0, slots.Length));
            return;
        }

        _statistics.Add(values);
    }

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

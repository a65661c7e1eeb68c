namespace MLExtensions.Networks;

/// <summary>
/// The sums of one slot's values, taken of the distance to the slot's first value: that is one of the values, so it is at most sqrt(n) standard deviations from the mean, and
/// the variance has a relative error of no more than about n times that of a double. One cache line.
/// </summary>
internal struct SlotSums
{
    private float _pivot;
    private float _minimum;
    private float _maximum;
    private double _sum;
    private double _squareSum;
    private long _zeros;
    private long _ones;

    public static SlotSums Empty => new() { _pivot = float.NaN, _minimum = float.PositiveInfinity, _maximum = float.NegativeInfinity };

    /// <summary>Values that were not a number.</summary>
    public long Missing { get; private set; }

    /// <summary>Values that came with a row that leaves out zeros.</summary>
    public long SparseValues { get; set; }

    public void Add(float value)
    {
        if (float.IsNaN(value))
        {
            Missing++;
            return;
        }

        if (float.IsNaN(_pivot))
        {
            _pivot = value;
        }

        double distance = (double)value - _pivot;
        _sum += distance;
        _squareSum += distance * distance;
        _minimum = value < _minimum ? value : _minimum;
        _maximum = value > _maximum ? value : _maximum;
        if (value == 0)
        {
            _zeros++;
        }
        else if (value == 1)
        {
            _ones++;
        }
    }

    /// <param name="rows">All rows.</param>
    /// <param name="leftOut">Those that left this slot out, where it is 0.</param>
    public readonly SlotSummary Summarize(long rows, long leftOut)
    {
        long count = rows - Missing;
        if (count == 0)
        {
            return new SlotSummary(0, Missing, double.NaN, double.NaN, float.NaN, float.NaN, 0, 0);
        }

        double pivot = float.IsNaN(_pivot) ? 0 : _pivot;
        double distance = (_sum - (leftOut * pivot)) / count;
        double variance = Math.Max(0, ((_squareSum + (leftOut * pivot * pivot)) / count) - (distance * distance));
        return new SlotSummary(
            count,
            Missing,
            pivot + distance,
            variance,
            leftOut > 0 ? Math.Min(0, _minimum) : _minimum,
            leftOut > 0 ? Math.Max(0, _maximum) : _maximum,
            _zeros + leftOut,
            _ones);
    }
}

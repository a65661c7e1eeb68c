using System.Globalization;
using System.Runtime.InteropServices;

namespace MLExtensions.Networks;

/// <summary>
/// Mean, variance, range and quantiles of the slots of many rows, from one pass over them; then the <see cref="NumberColumn"/> that encodes such rows. NaN is a missing value.
/// </summary>
/// <remarks>
/// Sums are in double precision and taken of distances to a slot's first value, so that numbers far from zero lose nothing. Memory: 64 bytes a slot, and for quantiles a sample
/// of the rows, at most 100,000 of them and at most 64 MiB; the quantiles are exact up to then. Rows may come dense or without their zeros; the cost of a sparse one is that of its values.
/// Not safe for several threads at once.
/// </remarks>
/// <example>
/// <code>
/// var statistics = new NumberStatistics(size: 2);
/// foreach (float[] row in rows)
/// {
///     statistics.Add(row);
/// }
///
/// NumberColumn column = statistics.ToColumn("sizes", NumberEncoding.PiecewiseLinear, maximumBins: 32, indicators: true);
/// </code>
/// </example>
public sealed class NumberStatistics
{
    /// <summary>The most bins that <see cref="ToColumn"/> makes for a slot.</summary>
    public const int MaximumBins = 1024;

    private readonly SlotSums[] _sums;
    private readonly RowReservoir? _sample;
    private readonly bool _keepsSample;
    private long _denseRows;

    /// <summary>Makes statistics of no rows.</summary>
    /// <param name="size">Slots of a row; at least 1.</param>
    /// <param name="keepSample">Whether rows are sampled, for the quantiles of <see cref="NumberEncoding.PiecewiseLinear"/>; of rows longer than 16,384 none are. Default true.</param>
    /// <param name="seed">Of the sample; the same one with the same rows gives the same. Default 0.</param>
    public NumberStatistics(int size, bool keepSample = true, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _sums = new SlotSums[size];
        _sums.AsSpan().Fill(SlotSums.Empty);
        _keepsSample = keepSample;
        _sample = keepSample && size <= RowReservoir.LongestRow ? new RowReservoir(size, seed) : null;
    }

    /// <summary>Slots of a row.</summary>
    public int Size => _sums.Length;

    /// <summary>Rows so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="values">All slots; NaN where a value is missing.</param>
    /// <exception cref="ArgumentException">The row has another length, or an infinite value; nothing of it was added.</exception>
    public void Add(ReadOnlySpan<float> values)
    {
        if (values.Length != Size)
        {
            throw new ArgumentException($"The row has {values.Length} values; expected {Size}.", nameof(values));
        }

        CheckFinite(values, []);
        Span<float> kept = _sample is null ? [] : _sample.Next(RowCount);
        if (!kept.IsEmpty)
        {
            values.CopyTo(kept);
        }

        SlotSums[] sums = _sums;
        for (int slot = 0; slot < values.Length; slot++)
        {
            sums[slot].Add(values[slot]);
        }

        _denseRows++;
        RowCount++;
    }

    /// <summary>Adds a row that has only some slots; the others are 0.</summary>
    /// <param name="indices">The slots, ascending.</param>
    /// <param name="values">Their values; NaN where one is missing.</param>
    /// <exception cref="ArgumentException">
    /// The indices are not as many as the values, not ascending or not within the row, or a value is infinite; nothing of the row was added.
    /// </exception>
    public void AddSparse(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        CheckIndices(indices, values);
        CheckFinite(values, indices);
        Span<float> kept = _sample is null ? [] : _sample.Next(RowCount);
        kept.Clear();
        for (int i = 0; i < indices.Length; i++)
        {
            ref SlotSums sums = ref _sums[indices[i]];
            sums.Add(values[i]);
            sums.SparseValues++;
            if (!kept.IsEmpty)
            {
                kept[indices[i]] = values[i];
            }
        }

        RowCount++;
    }

    /// <summary>Rows in which a slot has no value.</summary>
    public long MissingCount(int slot) => _sums[slot].Missing;

    /// <summary>The mean of a slot's values; NaN where it has none.</summary>
    public double Mean(int slot) => Summary(slot).Mean;

    /// <summary>The variance of a slot's values, the mean square of their distances from the mean; NaN where it has none.</summary>
    public double Variance(int slot) => Summary(slot).Variance;

    /// <summary>The least of a slot's values; NaN where it has none.</summary>
    public float Minimum(int slot) => Summary(slot).Minimum;

    /// <summary>The largest of a slot's values; NaN where it has none.</summary>
    public float Maximum(int slot) => Summary(slot).Maximum;

    /// <summary>The column that encodes rows as these.</summary>
    /// <remarks>
    /// <para>
    /// The scale is the standard deviation, but for these slots: one that only has 0 and 1, as those of a one-hot vector, keeps its scale (1) and is centred. One that is 0 in nine rows of
    /// ten is divided by the root of the mean square of its other values: its standard deviation is small only because it is rare, and would make its values huge. One with a single value
    /// has the scale 1.
    /// </para>
    /// <para>
    /// <see cref="NumberEncoding.PiecewiseLinear"/>: the edges of the bins are all different values where there are few enough; else the values that would fill a bin alone, such as
    /// the 0 of a number that mostly is 0, and quantiles of the others, with narrower bins at both ends. The standardised value is kept beside them. A slot with fewer than three different values is
    /// standardised alone, and so are rows of more than 16,384 slots.
    /// </para>
    /// </remarks>
    /// <param name="name">The name that messages call the column by.</param>
    /// <param name="encoding">How.</param>
    /// <param name="maximumBins">For <see cref="NumberEncoding.PiecewiseLinear"/>: the most bins of a slot; 2 to 1,024. The paper's authors try up to 256 and start from 48.</param>
    /// <param name="indicators">Whether the network is told which values are missing, of the slots that have missing ones in these rows.</param>
    /// <exception cref="InvalidOperationException">Bins are wanted, but no sample was kept.</exception>
    public NumberColumn ToColumn(string name, NumberEncoding encoding, int maximumBins, bool indicators)
    {
        var means = new float[Size];
        var scales = new float[Size];
        scales.AsSpan().Fill(1);
        List<float> edges = [];
        int[] binCounts = encoding == NumberEncoding.PiecewiseLinear ? FindBins(maximumBins, edges) : [];
        for (int slot = 0; slot < Size && encoding != NumberEncoding.None; slot++)
        {
            SlotSummary summary = Summary(slot);
            means[slot] = summary.Count == 0 ? 0 : (float)summary.Mean;
            scales[slot] = summary.Scale;
        }

        return new NumberColumn
        {
            Name = name,
            Means = means,
            Scales = scales,
            BinCounts = binCounts,
            KeepsStandardized = binCounts.Length > 0,
            Edges = edges,
            IndicatorSlots = indicators ? [.. Enumerable.Range(0, Size).Where(slot => _sums[slot].Missing > 0)] : [],
        };
    }

    private int[] FindBins(int maximumBins, List<float> edges)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumBins, QuantileBins.LeastBins);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumBins, MaximumBins);
        if (_sample is null)
        {
            return !_keepsSample
                ? throw new InvalidOperationException("Piecewise-linear bins need a sample of the rows: make the NumberStatistics with keepSample: true.")
                : [];
        }

        var room = new float[_sample.Count];
        var binCounts = new int[Size];
        for (int slot = 0; slot < Size; slot++)
        {
            SlotSummary summary = Summary(slot);
            float[] own = QuantileBins.Edges(_sample.Sorted(slot, room), summary.Minimum, summary.Maximum, maximumBins);
            binCounts[slot] = Math.Max(0, own.Length - 1);
            edges.AddRange(own);
        }

        return edges.Count == 0 ? [] : binCounts;
    }

    private SlotSummary Summary(int slot) => _sums[slot].Summarize(RowCount, RowCount - _denseRows - _sums[slot].SparseValues);

    private void CheckIndices(ReadOnlySpan<int> indices, ReadOnlySpan<float> values)
    {
        if (indices.Length != values.Length)
        {
            throw new ArgumentException($"There are {indices.Length} indices and {values.Length} values; expected as many.", nameof(indices));
        }

        int before = -1;
        foreach (int index in indices)
        {
            if (index <= before || index >= Size)
            {
                throw new ArgumentException($"The index {index} follows {before} in a row of {Size} slots; expected ascending numbers from 0 to {Size - 1}.", nameof(indices));
            }

            before = index;
        }
    }

    private static void CheckFinite(ReadOnlySpan<float> values, ReadOnlySpan<int> indices)
    {
        // By their bits, which a span is searched for many at a time.
        int i = MemoryMarshal.Cast<float, int>(values).IndexOfAny(BitConverter.SingleToInt32Bits(float.PositiveInfinity), BitConverter.SingleToInt32Bits(float.NegativeInfinity));
        if (i >= 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Slot {(indices.IsEmpty ? i : indices[i])} is {values[i]}; expected a finite number, or NaN where a value is missing."));
        }
    }
}

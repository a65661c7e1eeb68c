using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLExtensions.Networks;

/// <summary>One or more numbers of a row, each standardised or encoded piecewise-linearly; NaN is a missing value and counts as the slot's mean.</summary>
/// <remarks>
/// <para>A slot without bins gives one value, (x - mean) / scale.</para>
/// <para>
/// A slot with k bins gives k values, value t = clamp((x - b_(t-1)) / (b_t - b_(t-1)), 0, 1) with the edges b_0 &lt; ... &lt; b_k: bins below x are 1, bins above it are 0, the one that
/// x is in says where in it. Both ends are clamped, so that an outlier cannot run away; the paper leaves the first and the last bin open.
/// Gorishniy, Rubachev, Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning", 2022.
/// </para>
/// <para>With <see cref="KeepsStandardized"/> such a slot gives (x - mean) / scale as well, before its bins, so that what is linear over its whole range need not be put together of them.</para>
/// <para>Each of <see cref="IndicatorSlots"/> gives one value more, 1 where it is missing and 0 where it is not; these stand behind all encoded numbers of the network.</para>
/// <para><see cref="NumberStatistics"/> makes one from data.</para>
/// </remarks>
public sealed record NumberColumn : InputColumn
{
    private readonly ImmutableArray<float> _means = [];
    private readonly ImmutableArray<float> _scales = [];
    private readonly ImmutableArray<int> _binCounts = [];
    private readonly ImmutableArray<float> _edges = [];
    private readonly ImmutableArray<int> _indicatorSlots = [];
    private readonly bool _hasBins;

    /// <summary>The mean of each slot: what is subtracted where it has no bins, and what a missing value counts as. Finite; at least one.</summary>
    public required IReadOnlyList<float> Means
    {
        get => _means;
        init => _means = Copy(value);
    }

    /// <summary>What each slot is divided by where it has no bins: its standard deviation. Finite and above 0; as many as there are means.</summary>
    public required IReadOnlyList<float> Scales
    {
        get => _scales;
        init => _scales = Copy(value);
    }

    /// <summary>How many bins each slot has; 0 for standardised. Default empty: all slots are standardised. Else as many as there are means.</summary>
    public IReadOnlyList<int> BinCounts
    {
        get => _binCounts;
        init
        {
            _binCounts = Copy(value);
            _hasBins = _binCounts.AsSpan().ContainsAnyExcept(0);
        }
    }

    /// <summary>Whether a slot with bins gives its standardised value as well. Default false.</summary>
    public bool KeepsStandardized { get; init; }

    /// <summary>The edges of the bins, slot after slot: k + 1 for a slot with k bins, ascending, none for one without. Default empty.</summary>
    public IReadOnlyList<float> Edges
    {
        get => _edges;
        init => _edges = Copy(value);
    }

    /// <summary>The slots, ascending from 0, for which the network is told whether they are missing: those that have missing values in training. Default empty.</summary>
    public IReadOnlyList<int> IndicatorSlots
    {
        get => _indicatorSlots;
        init => _indicatorSlots = Copy(value);
    }

    /// <inheritdoc/>
    public override int Size => _means.Length;

    /// <inheritdoc/>
    public override int EncodedSize
    {
        get
        {
            long size = (long)Size + _indicatorSlots.Length;
            foreach (int bins in _binCounts)
            {
                size += bins > 0 && KeepsStandardized ? bins : Math.Max(0, bins - 1);
            }

            return (int)Math.Min(size, int.MaxValue);
        }
    }

    internal bool HasBins => _hasBins;

    internal ReadOnlySpan<float> MeanValues => _means.AsSpan();

    internal ReadOnlySpan<float> ScaleValues => _scales.AsSpan();

    internal ReadOnlySpan<float> EdgeValues => _edges.AsSpan();

    internal ReadOnlySpan<int> BinCountValues => _binCounts.AsSpan();

    internal ReadOnlySpan<int> IndicatorSlotValues => _indicatorSlots.AsSpan();

    /// <summary>Numbers that the network takes as they are; a missing value counts as 0.</summary>
    /// <param name="name">The name that messages call it by.</param>
    /// <param name="size">How many; at least 1.</param>
    public static NumberColumn AsTheyAre(string name, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var means = new float[size];
        var scales = new float[size];
        scales.AsSpan().Fill(1);
        return new NumberColumn { Name = name, Means = ImmutableCollectionsMarshal.AsImmutableArray(means), Scales = ImmutableCollectionsMarshal.AsImmutableArray(scales) };
    }

    /// <summary>Whether two columns have the same name and the same parts.</summary>
    public bool Equals(NumberColumn? other) =>
        other is not null && Name == other.Name && KeepsStandardized == other.KeepsStandardized && _means.AsSpan().SequenceEqual(other._means.AsSpan()) && _scales.AsSpan().SequenceEqual(other._scales.AsSpan())
        && _binCounts.AsSpan().SequenceEqual(other._binCounts.AsSpan()) && _edges.AsSpan().SequenceEqual(other._edges.AsSpan())
        && _indicatorSlots.AsSpan().SequenceEqual(other._indicatorSlots.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Size, _edges.Length, _indicatorSlots.Length);

    /// <summary>Name and sizes: "age: 1 number to 17 values".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}: {Size} number{(Size == 1 ? "" : "s")} to {EncodedSize} values");

    internal override void Validate()
    {
        if (Size == 0 || _scales.Length != Size || (_binCounts.Length != 0 && _binCounts.Length != Size))
        {
            throw new ArgumentException(
                $"{Title} has {Size} means, {_scales.Length} scales and {_binCounts.Length} bin counts; expected at least one mean, as many scales, and as many bin counts or none.");
        }

        for (int slot = 0; slot < Size; slot++)
        {
            if (!float.IsFinite(_means[slot]) || !(float.IsFinite(_scales[slot]) && _scales[slot] > 0))
            {
                throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"{Title}, slot {slot}: the mean is {_means[slot]} and the scale {_scales[slot]}; expected finite numbers, and a scale above 0."));
            }
        }

        CheckEdges();
        for (int i = 0; i < _indicatorSlots.Length; i++)
        {
            int slot = _indicatorSlots[i];
            if (slot < 0 || slot >= Size || (i > 0 && slot <= _indicatorSlots[i - 1]))
            {
                throw new ArgumentException($"{Title}: indicator slot {i} is {slot}; expected ascending numbers from 0 to {Size - 1}.");
            }
        }
    }

    internal override void AppendTo(IncrementalHash hash)
    {
        hash.AppendData(MemoryMarshal.AsBytes(_means.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_scales.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_binCounts.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_edges.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(_indicatorSlots.AsSpan()));
    }

    private void CheckEdges()
    {
        long expected = 0;
        for (int slot = 0; slot < _binCounts.Length; slot++)
        {
            if (_binCounts[slot] < 0)
            {
                throw new ArgumentException($"{Title}, slot {slot}: there are {_binCounts[slot]} bins; expected 0 or more.");
            }

            expected += _binCounts[slot] == 0 ? 0 : (long)_binCounts[slot] + 1;
        }

        if (_edges.Length != expected)
        {
            throw new ArgumentException($"{Title} has {_edges.Length} edges; its bins have {expected}, one more for each slot than it has bins.");
        }

        int first = 0;
        for (int slot = 0; slot < _binCounts.Length; slot++)
        {
            int end = _binCounts[slot] == 0 ? first : first + _binCounts[slot] + 1;
            for (int i = first; i < end; i++)
            {
                if (!float.IsFinite(_edges[i]) || (i > first && !(_edges[i] > _edges[i - 1])))
                {
                    throw new ArgumentException(string.Create(
                        CultureInfo.InvariantCulture, $"{Title}, slot {slot}: edge {i - first} is {_edges[i]}; expected finite, ascending numbers."));
                }
            }

            first = end;
        }
    }

    private static ImmutableArray<T> Copy<T>(IReadOnlyList<T> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values];
    }
}

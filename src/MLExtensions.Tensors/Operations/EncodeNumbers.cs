using System.Collections.Immutable;
using System.Globalization;
using MLExtensions.Tensors.Kernels;

namespace MLExtensions.Tensors.Operations;

/// <summary>
/// Numbers that stand somewhere in a row, standardised or encoded piecewise-linearly over bins, and 0 or 1 for whether some are missing. Inputs: x <c>[batch, row]</c>, where NaN
/// is a missing value; mean and inverseScale <c>[numbers]</c>; and where there are bins, lower and inverseWidth <c>[bins of all]</c>. Output <c>[batch, encoded]</c>:
/// the numbers in turn, then the indicators.
/// </summary>
/// <remarks>
/// <para>A missing number is taken as its mean. Without bins a number gives (x - mean) inverseScale.</para>
/// <para>
/// With bins it gives a value for each, clamp((x - lower) inverseWidth, 0, 1), and its inverseScale counts for nothing. Gorishniy, Rubachev, Babenko, "On Embeddings for
/// Numerical Features in Tabular Deep Learning", 2022; there the first bin is open below and the last one above, here all are clamped, so that an outlier cannot run away.
/// </para>
/// <para>No gradient flows: all inputs are data.</para>
/// </remarks>
public sealed record EncodeNumbers : Operation
{
    private readonly ImmutableArray<int> _slots;
    private readonly ImmutableArray<int> _binCounts;
    private readonly ImmutableArray<int> _indicators;

    /// <summary>Makes the operation.</summary>
    /// <param name="slots">Where each number stands in the row.</param>
    /// <param name="binCounts">How many bins each has, 0 for none; empty where none has any.</param>
    /// <param name="indicators">Which of the numbers, from 0, get an indicator.</param>
    /// <exception cref="ArgumentException">The numbers of bins are not as many as the slots, a number is negative, or there is no such number.</exception>
    public EncodeNumbers(ReadOnlySpan<int> slots, ReadOnlySpan<int> binCounts = default, ReadOnlySpan<int> indicators = default)
    {
        if (!binCounts.IsEmpty && binCounts.Length != slots.Length)
        {
            throw new ArgumentException($"EncodeNumbers: there are {slots.Length} slots and {binCounts.Length} numbers of bins; expected as many, or none.", nameof(binCounts));
        }

        foreach (int indicator in indicators)
        {
            if ((uint)indicator >= (uint)slots.Length)
            {
                throw new ArgumentException($"EncodeNumbers: an indicator is for number {indicator}; expected 0 to {slots.Length - 1}.", nameof(indicators));
            }
        }

        _slots = [.. slots];
        _binCounts = [.. binCounts];
        _indicators = [.. indicators];
        Plan = new NumberPlan(slots, binCounts, indicators);
    }

    /// <summary>Where each number stands in the row.</summary>
    public IReadOnlyList<int> Slots => _slots;

    /// <summary>How many bins each has, 0 for none; empty where none has any.</summary>
    public IReadOnlyList<int> BinCounts => _binCounts;

    /// <summary>Which of the numbers, from 0, get an indicator.</summary>
    public IReadOnlyList<int> Indicators => _indicators;

    /// <summary>Values of an encoded row.</summary>
    public int EncodedSize => Plan.EncodedSize;

    internal NumberPlan Plan { get; }

    /// <inheritdoc/>
    public override bool IsDifferentiable(int index) => false;

    /// <inheritdoc/>
    public override void InferShapes(ReadOnlySpan<Shape> inputs, Span<Shape> outputs)
    {
        if (Plan.BinCount == 0)
        {
            RequireInputs(inputs, 3, 3, "x, mean and inverseScale");
        }
        else
        {
            RequireInputs(inputs, 5, 5, "x, mean, inverseScale, lower and inverseWidth");
        }

        Shape x = inputs[0];
        if (x.Rank != 2 || x[1] < Plan.LeastRowLength)
        {
            throw new ArgumentException($"EncodeNumbers: x has shape {x}; expected [batch, row] with a row of at least {Plan.LeastRowLength}.");
        }

        for (int i = 1; i < inputs.Length; i++)
        {
            int expected = i <= 2 ? _slots.Length : Plan.BinCount;
            if (inputs[i].Rank != 1 || inputs[i][0] != expected)
            {
                throw new ArgumentException($"EncodeNumbers: input {i}, one of the constants, has shape {inputs[i]}; expected [{expected}].");
            }
        }

        outputs[0] = [x[0], Plan.EncodedSize];
    }

    /// <summary>Whether two operations have the same attributes.</summary>
    public bool Equals(EncodeNumbers? other) =>
        other is not null && _slots.AsSpan().SequenceEqual(other._slots.AsSpan()) && _binCounts.AsSpan().SequenceEqual(other._binCounts.AsSpan())
        && _indicators.AsSpan().SequenceEqual(other._indicators.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slots.Length, EncodedSize, _indicators.Length);

    /// <summary>Its sizes.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"EncodeNumbers {{ {_slots.Length} numbers, {Plan.BinCount} bins, {_indicators.Length} indicators }}");
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>
/// Tokens of numbers that follow each other in an encoded row: of one with several values, its bins, by a product of matrices; of any number with one value each, all at once. What they need
/// of the encoded row and of the weights is cut out, unless it is all.
/// </summary>
internal sealed class NumberTokens
{
    private static readonly MatrixProduct s_product = new();
    private static readonly Multiply s_multiply = new();
    private static readonly Add s_add = new();

    private readonly int _numbers;
    private readonly Slice? _values;
    private readonly Slice? _weights;
    private readonly Slice? _indicators;
    private readonly Slice? _missing;
    private readonly Reshape _split;
    private readonly Reshape _indicatorSplit = new() { Axes = [0, -1, 1] };
    private readonly Reshape _token = new() { Axes = [0, 1, -1] };

    private NumberTokens(Run run, int allValues, int allIndicators)
    {
        _numbers = run.Numbers;
        ValueCount = run.Values;
        IndicatorCount = run.IsIndicated ? run.Numbers : 0;
        _split = new Reshape { Axes = [0, run.Numbers, 1] };
        if (run.Values < allValues + allIndicators)
        {
            _values = new Slice { Start = run.FirstValue, Length = run.Values };
        }

        if (run.Values < allValues)
        {
            _weights = new Slice { Axis = 0, Start = run.FirstValue, Length = run.Values };
        }

        if (run.IsIndicated)
        {
            _indicators = new Slice { Start = allValues + run.FirstIndicator, Length = run.Numbers };
            _missing = run.Numbers == allIndicators ? null : new Slice { Axis = 0, Start = run.FirstIndicator, Length = run.Numbers };
        }
    }

    /// <summary>Values of an encoded row that these tokens are made of, without the indicators.</summary>
    public int ValueCount { get; }

    /// <summary>How many of the numbers have an indicator: all or none.</summary>
    public int IndicatorCount { get; }

    /// <summary>The tokens of a row of so many numbers as they are.</summary>
    public static NumberTokens[] OfPlain(int count) => [new NumberTokens(new Run(count, 0, count, 0, IsIndicated: false), count, 0)];

    /// <summary>The tokens of columns that a <see cref="NumberEncoder"/> encodes.</summary>
    public static NumberTokens[] Of(IEnumerable<NumberColumn> columns)
    {
        var runs = new List<Run>();
        int values = 0, indicators = 0;
        foreach (NumberColumn column in columns)
        {
            for (int slot = 0; slot < column.Size; slot++)
            {
                int bins = column.HasBins ? column.BinCountValues[slot] : 0;
                int count = bins == 0 ? 1 : bins + (column.KeepsStandardized ? 1 : 0);
                bool isIndicated = column.IndicatorSlotValues.BinarySearch(slot) >= 0;
                if (count == 1 && runs.Count > 0 && runs[^1] is var last && last.Values == last.Numbers && last.IsIndicated == isIndicated)
                {
                    runs[^1] = last with { Numbers = last.Numbers + 1, Values = last.Values + 1 };
                }
                else
                {
                    runs.Add(new Run(1, values, count, indicators, isIndicated));
                }

                values += count;
                indicators += isIndicated ? 1 : 0;
            }
        }

        return [.. runs.Select(run => new NumberTokens(run, values, indicators))];
    }

    /// <summary>The tokens, `[batch, numbers, width]`.</summary>
    /// <param name="context">The run.</param>
    /// <param name="encoded">The encoded row, `[batch, values of all numbers + indicators]`.</param>
    /// <param name="weight">`[values of all numbers, width]`.</param>
    /// <param name="missing">`[indicators, width]`; null where there are none.</param>
    public Tensor Forward(ForwardContext context, Tensor encoded, Tensor weight, Tensor? missing)
    {
        Tensor values = Cut(context, _values, encoded), weights = Cut(context, _weights, weight);
        Tensor tokens = ValueCount == _numbers
            ? context.Run(s_multiply, context.Run(_split, values), weights)
            : context.Run(_token, context.Run(s_product, values, weights));
        if (_indicators is null)
        {
            return tokens;
        }

        Tensor isMissing = context.Run(_indicatorSplit, context.Run(_indicators, encoded));
        return context.Run(s_add, tokens, context.Run(s_multiply, isMissing, Cut(context, _missing, missing!.Value)));
    }

    private static Tensor Cut(ForwardContext context, Slice? slice, Tensor whole) => slice is null ? whole : context.Run(slice, whole);

    /// <summary>Numbers that follow each other and are alike.</summary>
    /// <param name="Numbers">How many.</param>
    /// <param name="FirstValue">Where their values begin in the encoded row.</param>
    /// <param name="Values">How many values they have together.</param>
    /// <param name="FirstIndicator">Which indicator is the first one's, where they have any.</param>
    /// <param name="IsIndicated">Whether each has an indicator.</param>
    private readonly record struct Run(int Numbers, int FirstValue, int Values, int FirstIndicator, bool IsIndicated);
}

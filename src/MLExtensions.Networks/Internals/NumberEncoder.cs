using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>The number columns of a row as one operation with its constants.</summary>
internal sealed class NumberEncoder
{
    public const string Prefix = "numbers";
    public const string MeanName = "mean";
    public const string ScaleName = "scale";
    public const string EdgesName = "edges";

    private readonly EncodeNumbers _operation;

    // What is computed with, made of the buffers: nothing changes them.
    private readonly Parameter _mean;
    private readonly Parameter _inverseScale;
    private readonly Parameter? _lower;
    private readonly Parameter? _inverseWidth;

    /// <param name="name">The full name within the network.</param>
    /// <param name="columns">The columns, each with its first slot.</param>
    /// <param name="parameters">Makes the buffers.</param>
    public NumberEncoder(string name, IReadOnlyList<(NumberColumn Column, int First)> columns, ParameterSource parameters)
    {
        int numbers = columns.Sum(column => column.Column.Size), edges = columns.Sum(column => column.Column.Edges.Count);
        Parameter mean = parameters.CreateBuffer(Module.Join(name, MeanName), [numbers], 0);
        Parameter scale = parameters.CreateBuffer(Module.Join(name, ScaleName), [numbers], 1);
        Parameter? edge = edges == 0 ? null : parameters.CreateBuffer(Module.Join(name, EdgesName), [edges], 0);
        Buffers = edge is null ? [mean, scale] : [mean, scale, edge];

        // What the operation is given: a number that keeps its standardised value beside its bins is there twice.
        List<int> slots = [], binCounts = [], indicators = [];
        List<float> means = [], inverseScales = [];
        int number = 0, firstEdge = 0;
        foreach ((NumberColumn column, int first) in columns)
        {
            column.MeanValues.CopyTo(mean.Values[number..]);
            column.ScaleValues.CopyTo(scale.Values[number..]);
            column.EdgeValues.CopyTo(edge is null ? [] : edge.Values[firstEdge..]);
            ReadOnlySpan<int> isIndicated = column.IndicatorSlotValues;
            for (int slot = 0; slot < column.Size; slot++, number++)
            {
                int bins = column.HasBins ? column.BinCountValues[slot] : 0;
                if (isIndicated.BinarySearch(slot) >= 0)
                {
                    indicators.Add(slots.Count);
                }

                if (bins > 0 && column.KeepsStandardized)
                {
                    Add(first + slot, 0);
                }

                Add(first + slot, bins);
            }

            firstEdge += column.Edges.Count;
        }

        void Add(int place, int bins)
        {
            slots.Add(place);
            binCounts.Add(bins);
            means.Add(mean.Values[number]);
            inverseScales.Add(Inverse(scale.Values[number]));
        }

        _operation = new EncodeNumbers([.. slots], edges > 0 ? [.. binCounts] : [], [.. indicators]);
        _mean = FrozenValues.Create("mean", [.. means]);
        _inverseScale = FrozenValues.Create("inverse scale", [.. inverseScales]);
        if (edge is not null)
        {
            (_lower, _inverseWidth) = Bins(edge.Values, [.. binCounts]);
        }
    }

    public IReadOnlyList<Parameter> Buffers { get; }

    public Tensor Forward(ForwardContext context, Tensor input) => _lower is null
        ? context.Run(_operation, input, _mean.Tensor, _inverseScale.Tensor)
        : context.Run(_operation, input, _mean.Tensor, _inverseScale.Tensor, _lower.Tensor, _inverseWidth!.Tensor);

    private static (Parameter Lower, Parameter InverseWidth) Bins(ReadOnlySpan<float> edges, ReadOnlySpan<int> binCounts)
    {
        int count = 0;
        foreach (int bins in binCounts)
        {
            count += bins;
        }

        var lower = new Parameter("lower", [count]) { RequiresGradient = false };
        var inverseWidth = new Parameter("inverse width", [count]) { RequiresGradient = false };
        int bin = 0, edge = 0;
        foreach (int bins in binCounts)
        {
            for (int i = 0; i < bins; i++, bin++, edge++)
            {
                lower.Values[bin] = edges[edge];
                inverseWidth.Values[bin] = Inverse((double)edges[edge + 1] - edges[edge]);
            }

            // The last edge begins no bin.
            edge += bins > 0 ? 1 : 0;
        }

        return (lower, inverseWidth);
    }

    // Finite also for the smallest numbers, so that 0 times it is 0.
    private static float Inverse(double value) => (float)Math.Min(1 / value, float.MaxValue);
}

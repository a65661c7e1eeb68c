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
    private readonly Parameter _mean;

    // What is computed with, made of the buffers: nothing changes them.
    private readonly Parameter _inverseScale;
    private readonly Parameter? _lower;
    private readonly Parameter? _inverseWidth;

    /// <param name="name">The full name within the network.</param>
    /// <param name="columns">The columns, each with its first slot.</param>
    /// <param name="parameters">Makes the buffers.</param>
    public NumberEncoder(string name, IReadOnlyList<(NumberColumn Column, int First)> columns, ParameterSource parameters)
    {
        int numbers = columns.Sum(column => column.Column.Size), edges = columns.Sum(column => column.Column.Edges.Count);
        _mean = parameters.CreateBuffer(Module.Join(name, MeanName), [numbers], 0);
        Parameter scale = parameters.CreateBuffer(Module.Join(name, ScaleName), [numbers], 1);
        Parameter? edge = edges == 0 ? null : parameters.CreateBuffer(Module.Join(name, EdgesName), [edges], 0);
        Buffers = edge is null ? [_mean, scale] : [_mean, scale, edge];

        bool hasBins = edges > 0;
        var slots = new int[numbers];
        int[] binCounts = hasBins ? new int[numbers] : [];
        var indicators = new List<int>();
        int number = 0, firstEdge = 0;
        foreach ((NumberColumn column, int first) in columns)
        {
            column.MeanValues.CopyTo(_mean.Values[number..]);
            column.ScaleValues.CopyTo(scale.Values[number..]);
            column.EdgeValues.CopyTo(edge is null ? [] : edge.Values[firstEdge..]);
            if (hasBins)
            {
                column.BinCountValues.CopyTo(binCounts.AsSpan(number));
            }

            foreach (int slot in column.IndicatorSlotValues)
            {
                indicators.Add(number + slot);
            }

            for (int slot = 0; slot < column.Size; slot++)
            {
                slots[number++] = first + slot;
            }

            firstEdge += column.Edges.Count;
        }

        _operation = new EncodeNumbers(slots, binCounts, [.. indicators]);
        _inverseScale = new Parameter("inverse scale", scale.Shape) { RequiresGradient = false };
        for (int i = 0; i < numbers; i++)
        {
            _inverseScale.Values[i] = Inverse(scale.Values[i]);
        }

        if (edge is not null)
        {
            (_lower, _inverseWidth) = Bins(edge.Values, binCounts);
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

using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Standardises the steps of a sequence: `[batch, row]` to `[batch, time, features]`, zeros where a number is missing or there is no step.</summary>
internal sealed class SequenceEncoder : Layer
{
    private readonly SequenceColumn _column;
    private readonly Slice _values;
    private readonly Reshape _rows;
    private readonly EncodeNumbers _encode;
    private readonly Reshape _steps;
    private readonly RowIndices _lengths;
    private readonly Parameter _means;
    private readonly Parameter _inverseScales;

    public SequenceEncoder(string name, SequenceColumn column)
        : base(name)
    {
        _column = column;
        _values = new Slice { Start = column.FirstStep, Length = column.EncodedSize };
        _rows = new Reshape { Axes = [-1, column.Features] };
        _encode = new EncodeNumbers([.. Enumerable.Range(0, column.Features)]);
        _steps = new Reshape { Axes = [-1, column.MaximumLength, column.Features] };
        _lengths = new RowIndices { Count = column.MaximumLength + 1 };
        _means = FrozenValues.Create("mean", column.MeanValues);
        _inverseScales = FrozenValues.Create("inverse scale", [.. column.Scales.Select(scale => MathF.Min(1 / scale, float.MaxValue))]);
    }

    public override string Kind => string.Create(CultureInfo.InvariantCulture, $"Sequence, {(_column.IsVariable ? "up to " : "")}{_column.MaximumLength} steps");

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        // A step is a row of numbers like any other.
        Tensor rows = context.Run(_rows, _column.IsVariable ? context.Run(_values, input) : input);
        return context.Run(_steps, context.Run(_encode, rows, _means.Tensor, _inverseScales.Tensor));
    }

    /// <summary>How many steps each row has, Int32 `[batch]`; null where all have the same.</summary>
    public Tensor? Lengths(ForwardContext context, Tensor input) => _column.IsVariable ? context.Run(_lengths, input) : null;

    public override Shape OutputShape(Shape input) => input.Rank == 1 && input[0] == _column.Size
        ? _column.EncodedShape
        : throw new ArgumentException($"SequenceEncoder '{Name}': a row has shape {input}; the column has [{_column.Size}].", nameof(input));
}

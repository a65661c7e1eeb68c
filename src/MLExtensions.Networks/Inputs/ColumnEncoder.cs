using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The first layer of a network with columns: encodes the numbers of a row, looks up the vectors of its categories, and puts them side by side.</summary>
/// <remarks>
/// The input is `[batch, row]` as <see cref="InputDescription.Columns"/> says, the output `[batch, encoded]`: the numbers of all columns, their indicators, then the categories' vectors.
/// The constants of the numbers are buffers, numbers.mean, numbers.scale `[numbers]` and numbers.edges; the vectors of the category in column c are a parameter, c.weight `[count, dimension]`,
/// c from 0. New ones are normal with standard deviation 1 / sqrt(dimension), so that a category weighs as much as one standardised number (torch.nn.Embedding: 1), and 0 for
/// <see cref="CategoryColumn.Untrained"/>.
/// </remarks>
public sealed class ColumnEncoder : Layer
{
    private static readonly Concatenate s_concatenate = new();

    private readonly NumberEncoder? _numbers;
    private readonly CategoryEmbeddings? _categories;
    private readonly Parameter[] _weights;
    private readonly int _rowLength;
    private readonly int _encodedSize;
    private readonly string _kind;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="columns">What the slots of a row are.</param>
    /// <param name="parameters">Makes the buffers and the parameters.</param>
    /// <exception cref="ArgumentException">There are no columns, or a column's parts do not fit each other.</exception>
    public ColumnEncoder(string name, IReadOnlyList<InputColumn> columns, ParameterSource parameters)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        InputDescription input = InputDescription.Of(columns);
        _rowLength = input.Shape[0];
        _encodedSize = input.EncodedShape[0];
        var weights = new List<Parameter>();
        var numberSlots = new List<(NumberColumn Column, int First)>();
        var categorySlots = new List<int>();
        int slot = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns[i] is NumberColumn number)
            {
                numberSlots.Add((number, slot));
            }
            else
            {
                var category = (CategoryColumn)columns[i];
                categorySlots.Add(slot);
                weights.Add(parameters.Create(
                    Join(name, string.Create(CultureInfo.InvariantCulture, $"{i}.weight")),
                    [category.Count, category.Dimension],
                    Initialization.Normal(1 / MathF.Sqrt(category.Dimension)) with { ZeroRows = category.Untrained }));
            }

            slot += columns[i].Size;
        }

        _weights = [.. weights];
        _numbers = numberSlots.Count == 0 ? null : new NumberEncoder(Join(name, NumberEncoder.Prefix), numberSlots, parameters);
        _categories = categorySlots.Count == 0 ? null : new CategoryEmbeddings { Slots = categorySlots };
        _kind = string.Create(CultureInfo.InvariantCulture, $"Columns, {Count(_rowLength - _weights.Length, "number", "numbers")}{Count(_weights.Length, "category", "categories")}").TrimEnd(' ', ',');
    }

    /// <inheritdoc/>
    public override string Kind => _kind;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _weights;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Buffers => _numbers?.Buffers ?? [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The index of a category is no whole number below its count, or the rows have another length.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_categories is null)
        {
            return _numbers!.Forward(context, input);
        }

        Span<Tensor> inputs = TensorRoom.Of(1 + _weights.Length);
        inputs[0] = input;
        for (int i = 0; i < _weights.Length; i++)
        {
            inputs[1 + i] = _weights[i].Tensor;
        }

        Tensor categories = context.Run(_categories, inputs);
        inputs.Clear();
        return _numbers is null ? categories : context.Run(s_concatenate, _numbers.Forward(context, input), categories);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The rows are not those of the columns.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 1 && input[0] == _rowLength
        ? [_encodedSize]
        : throw new ArgumentException($"ColumnEncoder '{Name}': a row has shape {input}; the columns have [{_rowLength}].", nameof(input));

    private static string Count(int count, string one, string several) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : several)}, ");
}

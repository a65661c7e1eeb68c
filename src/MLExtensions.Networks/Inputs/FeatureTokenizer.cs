using System.Globalization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Makes a token, a vector of one width, of each number and each category of a row, and puts a class token behind them: `[batch, row]` to `[batch, tokens + 1, width]`.</summary>
/// <remarks>
/// <para>
/// Token j is b_j + e W_j, where e are the values that the number has once it is encoded: one if it is standardised, one a bin else. Where it is missing and the column says so, a learnt
/// vector is added. The token of a category is b_j + its row of a table. Numbers come first, in the order of the row, then categories. Gorishniy et al., "Revisiting Deep Learning
/// Models for Tabular Data", 2021, section 3.3; with bins "On Embeddings for Numerical Features in Tabular Deep Learning", 2022.
/// </para>
/// <para>
/// Parameters: numbers.weight `[values of all numbers, width]`, numbers.missing `[indicators, width]`, c.weight `[count, width]` for the category in column c, and bias
/// `[tokens + 1, width]`, whose last row is the class token. All start uniform on ±1/sqrt(width), but the rows of <see cref="CategoryColumn.Untrained"/> at 0. The constants of the numbers are
/// buffers, as <see cref="ColumnEncoder"/> has them.
/// </para>
/// </remarks>
internal sealed class FeatureTokenizer : Layer
{
    private static readonly Concatenate s_concatenate = new() { Axis = 1 };
    private static readonly Pad s_classToken = new() { After = [1, 0] };
    private static readonly Add s_add = new();

    private readonly NumberEncoder? _encoder;
    private readonly NumberTokens[] _numbers;
    private readonly CategoryEmbeddings? _categories;
    private readonly Reshape _categoryTokens;
    private readonly Parameter? _weight;
    private readonly Parameter? _missing;
    private readonly Parameter[] _tables;
    private readonly Parameter _bias;
    private readonly int _rowLength;
    private readonly int _tokens;
    private readonly int _width;
    private readonly string _kind;

    /// <param name="name">The full name within the network.</param>
    /// <param name="input">What one row is: numbers and categories, or a vector, each of whose numbers is then a token as it is.</param>
    /// <param name="width">Values of a token.</param>
    /// <param name="parameters">Makes the parameters and the buffers.</param>
    public FeatureTokenizer(string name, InputDescription input, int width, ParameterSource parameters)
        : base(name)
    {
        _rowLength = input.Shape[0];
        _width = width;
        var initialization = Initialization.FanIn(width);
        var numbers = new List<(NumberColumn Column, int First)>();
        List<int> categorySlots = [];
        List<Parameter> tables = [];
        int slot = 0;
        for (int i = 0; i < input.Columns.Count; i++)
        {
            if (input.Columns[i] is NumberColumn number)
            {
                numbers.Add((number, slot));
            }
            else
            {
                var category = (CategoryColumn)input.Columns[i];
                categorySlots.Add(slot);
                string table = Join(name, string.Create(CultureInfo.InvariantCulture, $"{i}.weight"));
                tables.Add(parameters.Create(table, [category.Count, width], initialization with { ZeroRows = category.Untrained }));
            }

            slot += input.Columns[i].Size;
        }

        string prefix = Join(name, NumberEncoder.Prefix);
        _numbers = input.Columns.Count == 0 ? NumberTokens.OfPlain(_rowLength) : NumberTokens.Of(numbers.Select(column => column.Column));
        int values = _numbers.Sum(part => part.ValueCount), indicators = _numbers.Sum(part => part.IndicatorCount);
        _encoder = numbers.Count == 0 ? null : new NumberEncoder(prefix, numbers, parameters);
        _weight = values == 0 ? null : parameters.Create(Join(prefix, "weight"), [values, width], initialization);
        _missing = indicators == 0 ? null : parameters.Create(Join(prefix, "missing"), [indicators, width], initialization);
        _tables = [.. tables];
        _categories = tables.Count == 0 ? null : new CategoryEmbeddings { Slots = categorySlots };
        _categoryTokens = new Reshape { Axes = [0, -1, width] };
        int numberCount = _rowLength - _tables.Length;
        _tokens = _rowLength + 1;
        _bias = parameters.Create(Join(name, "bias"), [_tokens, width], initialization);
        Parameters = [.. new[] { _weight, _missing }.OfType<Parameter>(), .. _tables, _bias];
        _kind = string.Create(CultureInfo.InvariantCulture, $"Tokens, {numberCount:N0} numbers, {_tables.Length:N0} categories");
    }

    public override string Kind => _kind;

    public override IReadOnlyList<Parameter> Parameters { get; }

    public override IReadOnlyList<Parameter> Buffers => _encoder?.Buffers ?? [];

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor? categories = _categories is null ? null : Categories(context, _categories, input);
        Tensor encoded = _encoder?.Forward(context, input) ?? input;
        Span<Tensor> parts = TensorRoom.Of(_numbers.Length + 1);
        int count = 0;
        foreach (NumberTokens part in _numbers)
        {
            parts[count++] = part.Forward(context, encoded, _weight!.Tensor, _missing?.Tensor);
        }

        if (categories is { } tokens)
        {
            parts[count++] = tokens;
        }

        Tensor all = count == 1 ? parts[0] : context.Run(s_concatenate, parts[..count]);
        parts.Clear();

        // The row that is put behind is zeros and gets its part of the bias: the class token.
        return context.Run(s_add, context.Run(s_classToken, all), _bias.Tensor);
    }

    public override Shape OutputShape(Shape input) => input.Rank == 1 && input[0] == _rowLength
        ? [_tokens, _width]
        : throw new ArgumentException($"FeatureTokenizer '{Name}': a row has shape {input}; expected [{_rowLength}].", nameof(input));

    private Tensor Categories(ForwardContext context, CategoryEmbeddings operation, Tensor input)
    {
        Span<Tensor> inputs = TensorRoom.Of(1 + _tables.Length);
        inputs[0] = input;
        for (int i = 0; i < _tables.Length; i++)
        {
            inputs[1 + i] = _tables[i].Tensor;
        }

        Tensor rows = context.Run(operation, inputs);
        inputs.Clear();
        return context.Run(_categoryTokens, rows);
    }
}

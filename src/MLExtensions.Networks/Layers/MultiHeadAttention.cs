using System.Runtime.CompilerServices;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Attention of several heads: y = concat(head_1, ..., head_n) W_o^T + b_o, head_i = softmax(q_i k_i^T / sqrt(dimension / heads)) v_i, where q, k and v are linear in the
/// query, the key and the value, and head i has the i-th share of their columns.
/// </summary>
/// <remarks>
/// Vaswani et al., "Attention Is All You Need", 2017. Parameters as torch.nn.MultiheadAttention has them: in_proj_weight `[3 * dimension, dimension]` (q, k, v one
/// after the other) and in_proj_bias `[3 * dimension]`, out_proj.weight `[dimension, dimension]` and out_proj.bias `[dimension]`; where keys or values have another width
/// than the dimension, q_proj_weight `[dimension, dimension]`, k_proj_weight `[dimension, keyDimension]` and v_proj_weight `[dimension, valueDimension]` instead of in_proj_weight. Tensors are `[batch, time, features]`.
/// A target that sees no key gets out_proj.bias. With <c>rotary</c>, positions are counted from 0 in queries and in keys, and neighbouring features are the pairs that are turned, as in the paper.
/// </remarks>
public sealed class MultiHeadAttention : Layer
{
    private readonly Tensors.Operations.Linear _projection;
    private readonly Slice[] _thirds;
    private readonly Slice _keyValue;

    /// <summary>By packing: queries beside keys, or queries or keys alone.</summary>
    private readonly RotaryPositions _turnBoth;
    private readonly RotaryPositions _turnOne;

    /// <summary>By packing, masks and dropout, made when first needed.</summary>
    private readonly Attention?[] _operations = new Attention?[3 * 8];

    /// <summary>One for all three, or one each.</summary>
    private readonly Tensor[] _weights;
    private readonly Tensor _bias;
    private readonly Tensor _outputWeight;
    private readonly Tensor _outputBias;

    /// <summary>Of the longest time so far: whoever is second makes an equal one.</summary>
    private Parameter? _turns;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="dimension">Features of a query and of the output; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">How many heads; at least 1.</param>
    /// <param name="parameters">Makes the parameters; new weights of the inputs are Xavier uniform, that of the output uniform on ±1/sqrt(dimension), biases are 0.</param>
    /// <param name="dropout">The probability with which an attention weight is dropped in training; at least 0 and less than 1. Default 0.</param>
    /// <param name="causal">Whether position i sees only positions up to i. Default false.</param>
    /// <param name="hasBias">Whether there are biases. Default true.</param>
    /// <param name="keyDimension">Features of a key. Default <paramref name="dimension"/>.</param>
    /// <param name="valueDimension">Features of a value. Default <paramref name="dimension"/>.</param>
    /// <param name="rotary">Whether queries and keys are turned by their positions (Su et al., "RoFormer", 2021), so that attention sees how far apart they are. A head then has an even number of features. Default false.</param>
    /// <exception cref="ArgumentException">The heads cannot share the dimension equally, or have an odd number of features where they are turned.</exception>
    public MultiHeadAttention(
        string name,
        int dimension,
        int heads,
        ParameterSource parameters,
        float dropout = 0,
        bool causal = false,
        bool hasBias = true,
        int? keyDimension = null,
        int? valueDimension = null,
        bool rotary = false)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(keyDimension ?? 1, 1, nameof(keyDimension));
        ArgumentOutOfRangeException.ThrowIfLessThan(valueDimension ?? 1, 1, nameof(valueDimension));
        ArgumentNullException.ThrowIfNull(parameters);
        if (dimension % heads != 0)
        {
            throw new ArgumentException($"{heads} heads cannot share {dimension} features equally. Choose a number of heads that divides the dimension.", nameof(heads));
        }

        if (rotary && dimension / heads % 2 != 0)
        {
            throw new ArgumentException($"Rotary positions turn pairs of features; {heads} heads of {dimension} features have {dimension / heads} each. Choose an even number for each head.", nameof(rotary));
        }

        if (!(dropout >= 0 && dropout < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "Dropout must be at least 0 and less than 1.");
        }

        Dimension = dimension;
        Heads = heads;
        KeyDimension = keyDimension ?? dimension;
        ValueDimension = valueDimension ?? dimension;
        DropoutRate = dropout;
        Causal = causal;
        Rotary = rotary;
        _turnBoth = new RotaryPositions { Columns = 2 * dimension };
        _turnOne = new RotaryPositions { Columns = dimension };
        _projection = new Tensors.Operations.Linear { HasBias = hasBias };
        _thirds = [.. Enumerable.Range(0, 3).Select(third => new Slice { Axis = 0, Start = third * dimension, Length = dimension })];
        _keyValue = new Slice { Axis = 0, Start = dimension, Length = 2 * dimension };

        // In PyTorch's order.
        var all = new List<Parameter>();
        if (KeyDimension == dimension && ValueDimension == dimension)
        {
            all.Add(parameters.Create(Join(name, "in_proj_weight"), [3 * dimension, dimension], Initialization.Xavier(dimension, 3 * dimension)));
        }
        else
        {
            all.Add(parameters.Create(Join(name, "q_proj_weight"), [dimension, dimension], Initialization.Xavier(dimension, dimension)));
            all.Add(parameters.Create(Join(name, "k_proj_weight"), [dimension, KeyDimension], Initialization.Xavier(KeyDimension, dimension)));
            all.Add(parameters.Create(Join(name, "v_proj_weight"), [dimension, ValueDimension], Initialization.Xavier(ValueDimension, dimension)));
        }

        _weights = [.. all.Select(weight => weight.Tensor)];
        if (hasBias)
        {
            all.Add(parameters.Create(Join(name, "in_proj_bias"), [3 * dimension], Initialization.Zeros));
            _bias = all[^1].Tensor;
        }

        all.Add(parameters.Create(Join(name, "out_proj.weight"), [dimension, dimension], Initialization.FanIn(dimension)));
        _outputWeight = all[^1].Tensor;
        if (hasBias)
        {
            all.Add(parameters.Create(Join(name, "out_proj.bias"), [dimension], Initialization.Zeros));
            _outputBias = all[^1].Tensor;
        }

        Parameters = all;
    }

    /// <summary>Features of a query and of the output.</summary>
    public int Dimension { get; }

    /// <summary>How many heads.</summary>
    public int Heads { get; }

    /// <summary>Features of a key.</summary>
    public int KeyDimension { get; }

    /// <summary>Features of a value.</summary>
    public int ValueDimension { get; }

    /// <summary>The probability with which an attention weight is dropped in training.</summary>
    public float DropoutRate { get; }

    /// <summary>Whether position i sees only positions up to i.</summary>
    public bool Causal { get; }

    /// <summary>Whether queries and keys are turned by their positions.</summary>
    public bool Rotary { get; }

    /// <inheritdoc/>
    public override string Kind => $"MultiHeadAttention, {Heads} heads{(Causal ? ", causal" : "")}{(Rotary ? ", rotary" : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Self-attention: query, key and value are the input.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">`[batch, time, dimension]`.</param>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, default(AttentionMasks));

    /// <summary>Self-attention with masks: query, key and value are the input.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">`[batch, time, dimension]`.</param>
    /// <param name="masks">What is not to be seen.</param>
    public Tensor Forward(ForwardContext context, Tensor input, AttentionMasks masks)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_weights.Length == 3)
        {
            return Forward(context, input, input, input, masks);
        }

        Inputs inputs = default;
        inputs[0] = Turn(context, _turnBoth, Project(context, input, _weights[0], _bias));
        return Attend(context, AttentionPacking.QueryKeyValue, ref inputs, masks);
    }

    /// <summary>Attention to a memory, which is key and value.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="query">`[batch, targets, dimension]`.</param>
    /// <param name="memory">`[batch, sources, dimension]`.</param>
    /// <param name="masks">What is not to be seen; default nothing.</param>
    public Tensor Forward(ForwardContext context, Tensor query, Tensor memory, AttentionMasks masks = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_weights.Length == 3)
        {
            return Forward(context, query, memory, memory, masks);
        }

        Inputs inputs = default;
        inputs[0] = Turn(context, _turnOne, Project(context, query, 0));
        inputs[1] = Turn(context, _turnOne, Project(context, memory, context.Run(_keyValue, _weights[0]), Bias(context, _keyValue)));
        return Attend(context, AttentionPacking.KeyValue, ref inputs, masks);
    }

    /// <summary>Attention to keys, each with its value.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="query">`[batch, targets, dimension]`.</param>
    /// <param name="key">`[batch, sources, keyDimension]`.</param>
    /// <param name="value">`[batch, sources, valueDimension]`.</param>
    /// <param name="masks">What is not to be seen; default nothing.</param>
    public Tensor Forward(ForwardContext context, Tensor query, Tensor key, Tensor value, AttentionMasks masks = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Inputs inputs = default;
        inputs[0] = Turn(context, _turnOne, Project(context, query, 0));
        inputs[1] = Turn(context, _turnOne, Project(context, key, 1));
        inputs[2] = Project(context, value, 2);
        return Attend(context, AttentionPacking.Separate, ref inputs, masks);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input is not `[time, dimension]`.</exception>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == Dimension
        ? input
        : throw new ArgumentException($"MultiHeadAttention '{Name}': a row has shape {input}; expected [time, {Dimension}].", nameof(input));

    /// <summary>Query (0), key (1) or value (2) by its own third of the parameters.</summary>
    private Tensor Project(ForwardContext context, Tensor input, int third)
    {
        Tensor weight = _weights.Length == 3 ? _weights[third] : context.Run(_thirds[third], _weights[0]);
        return Project(context, input, weight, Bias(context, _thirds[third]));
    }

    private Tensor Bias(ForwardContext context, Slice part) => _projection.HasBias ? context.Run(part, _bias) : default;

    private Tensor Project(ForwardContext context, Tensor input, Tensor weight, Tensor bias) =>
        _projection.HasBias ? context.Run(_projection, input, weight, bias) : context.Run(_projection, input, weight);

    private Tensor Turn(ForwardContext context, RotaryPositions operation, Tensor projected)
    {
        if (!Rotary)
        {
            return projected;
        }

        int time = projected.Shape[1];
        Parameter turns = _turns is { } made && made.Tensor.Shape[0] >= time ? made : _turns = PositionTables.Turns(time, Dimension / Heads);
        return context.Run(operation, projected, turns.Tensor);
    }

    /// <param name="context">The run.</param>
    /// <param name="packing">How queries, keys and values come.</param>
    /// <param name="inputs">Begins with them; the rest is filled here.</param>
    /// <param name="masks">The masks.</param>
    private Tensor Attend(ForwardContext context, AttentionPacking packing, ref Inputs inputs, AttentionMasks masks)
    {
        bool drops = context.Training && DropoutRate > 0;
        int index = (int)packing + (masks.KeyPadding is null ? 0 : 3) + (masks.Scores is null ? 0 : 6) + (drops ? 12 : 0);
        Attention operation = _operations[index] ??= new Attention
        {
            Heads = Heads,
            Causal = Causal,
            Packing = packing,
            HasKeyPaddingMask = masks.KeyPadding is not null,
            HasMask = masks.Scores is not null,
            DropoutRate = drops ? DropoutRate : 0,
        };
        int count = 3 - (int)packing;
        if (masks.KeyPadding is { } padding)
        {
            inputs[count++] = padding;
        }

        if (masks.Scores is { } scores)
        {
            inputs[count++] = scores;
        }

        if (drops)
        {
            inputs[count++] = context.NextRandomKey();
        }

        Tensor heads = context.Run(operation, ((ReadOnlySpan<Tensor>)inputs)[..count]);
        return Project(context, heads, _outputWeight, _outputBias);
    }

    [InlineArray(6)]
    private struct Inputs
    {
        private Tensor _first;
    }
}

using System.Globalization;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// A block of a <see cref="TabularTransformer"/>: x1 = x + dropout(attention(norm1(x))), y = x1 + dropout(f(norm2(x1))), f(x) = linear2(dropout(linear1(x) relu(gate(x)))).
/// </summary>
/// <remarks>
/// The first block has no norm1. Of the last one only the class token is wanted, the last of a row: it alone is then a query, which gives the same at a fraction of the work.
/// `[batch, tokens, width]` to the same, of the last block to `[batch, width]`. The gate is ReGLU: Shazeer, "GLU Variants Improve Transformer", 2020.
/// </remarks>
internal sealed class TabularTransformerBlock : Layer
{
    private static readonly Slice s_last = new() { Axis = 1, Start = -1, Length = 1 };
    private static readonly Reshape s_row = new() { Axes = [0, -1] };
    private static readonly Add s_add = new();
    private static readonly Multiply s_multiply = new();

    private readonly LayerNormalization? _norm1;
    private readonly MultiHeadAttention _attention;
    private readonly LayerNormalization _norm2;
    private readonly Linear _linear1;
    private readonly Linear _gate;
    private readonly Dropout _hiddenDropout;
    private readonly Linear _linear2;
    private readonly Dropout _residualDropout;
    private readonly bool _isLast;

    /// <param name="name">The full name within the network.</param>
    /// <param name="options">The widths, heads and rates.</param>
    /// <param name="isFirst">Whether it has no norm1.</param>
    /// <param name="isLast">Whether it gives the class token alone.</param>
    /// <param name="parameters">Makes the parameters.</param>
    public TabularTransformerBlock(string name, TabularTransformer options, bool isFirst, bool isLast, ParameterSource parameters)
        : base(name)
    {
        int width = options.Width, hidden = options.HiddenSize;
        _isLast = isLast;
        _norm1 = isFirst ? null : new LayerNormalization(Join(name, "norm1"), [width], parameters);
        _attention = new MultiHeadAttention(Join(name, "attention"), width, options.Heads, parameters, options.AttentionDropout);
        _norm2 = new LayerNormalization(Join(name, "norm2"), [width], parameters);
        _linear1 = new Linear(Join(name, "linear1"), width, hidden, parameters);
        _gate = new Linear(Join(name, "gate"), width, hidden, parameters, Activation.Relu);
        _hiddenDropout = new Dropout(Join(name, "dropout1"), options.HiddenDropout);
        _linear2 = new Linear(Join(name, "linear2"), hidden, width, parameters);
        _residualDropout = new Dropout(Join(name, "dropout2"), options.ResidualDropout);
        Children = [.. _norm1 is null ? Array.Empty<Module>() : [_norm1], _attention, _norm2, _linear1, _gate, _hiddenDropout, _linear2, _residualDropout];
    }

    public override string Kind => string.Create(
        CultureInfo.InvariantCulture, $"TabularTransformerBlock, {_attention.Heads} head{(_attention.Heads == 1 ? "" : "s")}{(_isLast ? ", class token" : "")}");

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor tokens = _norm1?.Forward(context, input) ?? input;
        Tensor attended = _isLast ? _attention.Forward(context, context.Run(s_last, tokens), tokens) : _attention.Forward(context, tokens);
        Tensor sum = context.Run(s_add, _isLast ? context.Run(s_last, input) : input, _residualDropout.Forward(context, attended));
        Tensor normalized = _norm2.Forward(context, sum);
        Tensor hidden = context.Run(s_multiply, _linear1.Forward(context, normalized), _gate.Forward(context, normalized));
        hidden = _linear2.Forward(context, _hiddenDropout.Forward(context, hidden));
        sum = context.Run(s_add, sum, _residualDropout.Forward(context, hidden));
        return _isLast ? context.Run(s_row, sum) : sum;
    }

    public override Shape OutputShape(Shape input)
    {
        Shape output = _attention.OutputShape(input);
        return _isLast ? [output[1]] : output;
    }
}

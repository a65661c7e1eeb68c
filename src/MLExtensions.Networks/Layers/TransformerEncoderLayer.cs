using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Self-attention and a feed-forward part, each with a residual sum and normalisation: x1 = norm1(x + attention(x)), y = norm2(x1 + f(x1)),
/// f(x) = linear2(activation(linear1(x))). Normalised first: x1 = x + attention(norm1(x)), y = x1 + f(norm2(x1)).
/// </summary>
/// <remarks>
/// Vaswani et al., "Attention Is All You Need", 2017; normalised first: Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020.
/// Parameters as torch.nn.TransformerEncoderLayer has them: self_attn.*, linear1.*, linear2.*, norm1.*, norm2.*. Dropout is applied to the attention weights, after
/// attention, after the activation and after linear2. With <c>causal</c> it is the layer of a decoder-only language model.
/// </remarks>
public sealed class TransformerEncoderLayer : Layer
{
    private static readonly Add s_add = new();
    private readonly MultiHeadAttention _attention;
    private readonly TransformerFeedForward _feedForward;
    private readonly LayerNormalization _norm1;
    private readonly LayerNormalization _norm2;
    private readonly Dropout _dropout1;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="dimension">Features of a position; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads of the attention; at least 1.</param>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="feedForward">Units of the feed-forward part; at least 1. Default 2048.</param>
    /// <param name="dropout">The probability of zero in training; at least 0 and less than 1. Default 0.1.</param>
    /// <param name="activation">The activation of the feed-forward part. Default <see cref="Activation.Relu"/>.</param>
    /// <param name="normFirst">Whether each part's input is normalised instead of the sum. Default false.</param>
    /// <param name="epsilon">Added to the variances; 0 or more. Default 1e-5.</param>
    /// <param name="causal">Whether position i sees only positions up to i. Default false.</param>
    /// <param name="rotary">Whether attention turns queries and keys by their positions; a head then has an even number of features. Default false.</param>
    public TransformerEncoderLayer(
        string name,
        int dimension,
        int heads,
        ParameterSource parameters,
        int feedForward = 2048,
        float dropout = 0.1f,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float epsilon = 1e-5f,
        bool causal = false,
        bool rotary = false)
        : base(name)
    {
        NormFirst = normFirst;
        _attention = new MultiHeadAttention(Join(name, "self_attn"), dimension, heads, parameters, dropout, causal, rotary: rotary);
        _feedForward = new TransformerFeedForward(name, dimension, feedForward, parameters, activation, dropout, "dropout2");
        _norm1 = new LayerNormalization(Join(name, "norm1"), [dimension], parameters, epsilon);
        _norm2 = new LayerNormalization(Join(name, "norm2"), [dimension], parameters, epsilon);
        _dropout1 = new Dropout(Join(name, "dropout1"), dropout);
        Children = [_attention, .. _feedForward.Layers, _norm1, _norm2, _dropout1, _feedForward.LastDropout];
    }

    /// <summary>Whether each part's input is normalised instead of the sum.</summary>
    public bool NormFirst { get; }

    /// <inheritdoc/>
    public override string Kind => $"TransformerEncoderLayer, {_attention.Heads} heads{(_attention.Causal ? ", causal" : "")}{(_attention.Rotary ? ", rotary" : "")}";

    /// <inheritdoc/>
    public override IReadOnlyList<Module> Children { get; }

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, default);

    /// <summary>Computes the output with masks.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">`[batch, time, dimension]`.</param>
    /// <param name="masks">What the attention is not to see.</param>
    public Tensor Forward(ForwardContext context, Tensor input, AttentionMasks masks)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor attended = _attention.Forward(context, NormFirst ? _norm1.Forward(context, input) : input, masks);
        Tensor sum = context.Run(s_add, input, _dropout1.Forward(context, attended));
        if (NormFirst)
        {
            return context.Run(s_add, sum, _feedForward.Forward(context, _norm2.Forward(context, sum)));
        }

        sum = _norm1.Forward(context, sum);
        return _norm2.Forward(context, context.Run(s_add, sum, _feedForward.Forward(context, sum)));
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _attention.OutputShape(input);
}

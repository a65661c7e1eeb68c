using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// Self-attention, attention to a memory and a feed-forward part, each with a residual sum and normalisation: x1 = norm1(x + attention(x)),
/// x2 = norm2(x1 + attention(x1, memory)), y = norm3(x2 + f(x2)), f(x) = linear2(activation(linear1(x))). Normalised first, the sums are x + part(norm(x)).
/// </summary>
/// <remarks>
/// Vaswani et al., "Attention Is All You Need", 2017. Parameters as torch.nn.TransformerDecoderLayer has them: self_attn.*, multihead_attn.*, linear1.*,
/// linear2.*, norm1.*, norm2.*, norm3.*. Dropout is applied to the attention weights, after both attentions, after the activation and after linear2.
/// </remarks>
public sealed class TransformerDecoderLayer : Module
{
    private static readonly Add s_add = new();
    private readonly MultiHeadAttention _selfAttention;
    private readonly MultiHeadAttention _memoryAttention;
    private readonly TransformerFeedForward _feedForward;
    private readonly LayerNormalization _norm1;
    private readonly LayerNormalization _norm2;
    private readonly LayerNormalization _norm3;
    private readonly Dropout _dropout1;
    private readonly Dropout _dropout2;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="dimension">Features of a position of target and memory; a multiple of <paramref name="heads"/>.</param>
    /// <param name="heads">Heads of both attentions; at least 1.</param>
    /// <param name="parameters">Makes the parameters.</param>
    /// <param name="feedForward">Units of the feed-forward part; at least 1. Default 2048.</param>
    /// <param name="dropout">The probability of zero in training; at least 0 and less than 1. Default 0.1.</param>
    /// <param name="activation">The activation of the feed-forward part. Default <see cref="Activation.Relu"/>.</param>
    /// <param name="normFirst">Whether each part's input is normalised instead of the sum. Default false.</param>
    /// <param name="epsilon">Added to the variances; 0 or more. Default 1e-5.</param>
    /// <param name="causal">Whether in self-attention position i sees only positions up to i. Default true.</param>
    public TransformerDecoderLayer(
        string name,
        int dimension,
        int heads,
        ParameterSource parameters,
        int feedForward = 2048,
        float dropout = 0.1f,
        Activation activation = Activation.Relu,
        bool normFirst = false,
        float epsilon = 1e-5f,
        bool causal = true)
        : base(name)
    {
        NormFirst = normFirst;
        _selfAttention = new MultiHeadAttention(Join(name, "self_attn"), dimension, heads, parameters, dropout, causal);
        _memoryAttention = new MultiHeadAttention(Join(name, "multihead_attn"), dimension, heads, parameters, dropout);
        _feedForward = new TransformerFeedForward(name, dimension, feedForward, parameters, activation, dropout, "dropout3");
        _norm1 = new LayerNormalization(Join(name, "norm1"), [dimension], parameters, epsilon);
        _norm2 = new LayerNormalization(Join(name, "norm2"), [dimension], parameters, epsilon);
        _norm3 = new LayerNormalization(Join(name, "norm3"), [dimension], parameters, epsilon);
        _dropout1 = new Dropout(Join(name, "dropout1"), dropout);
        _dropout2 = new Dropout(Join(name, "dropout2"), dropout);
        Children =
        [
            _selfAttention, _memoryAttention, .. _feedForward.Layers, _norm1, _norm2, _norm3, _dropout1, _dropout2, _feedForward.LastDropout,
        ];
    }

    /// <summary>Whether each part's input is normalised instead of the sum.</summary>
    public bool NormFirst { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Module> Children { get; }

    /// <summary>Computes the output, `[batch, targets, dimension]`. In prediction it is safe to call from many threads, each with its own context.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="target">`[batch, targets, dimension]`.</param>
    /// <param name="memory">What the encoder gave, `[batch, sources, dimension]`.</param>
    /// <param name="targetMasks">What self-attention is not to see; default nothing but what follows, where it is causal.</param>
    /// <param name="memoryMasks">What attention to the memory is not to see; default nothing.</param>
    public Tensor Forward(
        ForwardContext context, Tensor target, Tensor memory, AttentionMasks targetMasks = default, AttentionMasks memoryMasks = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor x = target;
        if (NormFirst)
        {
            x = context.Run(s_add, x, _dropout1.Forward(context, _selfAttention.Forward(context, _norm1.Forward(context, x), targetMasks)));
            x = context.Run(s_add, x, _dropout2.Forward(context, _memoryAttention.Forward(context, _norm2.Forward(context, x), memory, memoryMasks)));
            return context.Run(s_add, x, _feedForward.Forward(context, _norm3.Forward(context, x)));
        }

        x = _norm1.Forward(context, context.Run(s_add, x, _dropout1.Forward(context, _selfAttention.Forward(context, x, targetMasks))));
        x = _norm2.Forward(context, context.Run(s_add, x, _dropout2.Forward(context, _memoryAttention.Forward(context, x, memory, memoryMasks))));
        return _norm3.Forward(context, context.Run(s_add, x, _feedForward.Forward(context, x)));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A stack of <see cref="TransformerDecoderLayer"/>, with a normalisation at the end if there is one.</summary>
/// <remarks>Vaswani et al., "Attention Is All You Need", 2017. Parameters as torch.nn.TransformerDecoder has them: layers.0.*, layers.1.*, ..., norm.*.</remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stack of layers.")]
public sealed class TransformerDecoderStack : Module
{
    private readonly TransformerDecoderLayer[] _layers;
    private readonly LayerNormalization? _norm;

    /// <summary>Makes the stack.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="layerCount">How many layers; at least 1.</param>
    /// <param name="layer">Makes a layer of the name that it is given.</param>
    /// <param name="norm">Makes the normalisation at the end, which layers that normalise first need. Default none.</param>
    public TransformerDecoderStack(
        string name, int layerCount, Func<string, TransformerDecoderLayer> layer, Func<string, LayerNormalization>? norm = null)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layerCount, 1);
        ArgumentNullException.ThrowIfNull(layer);
        _layers = [.. Enumerable.Range(0, layerCount).Select(i => layer(Join(name, string.Create(CultureInfo.InvariantCulture, $"layers.{i}"))))];
        _norm = norm?.Invoke(Join(name, "norm"));
        Children = _norm is null ? _layers : [.. _layers, _norm];
    }

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
        foreach (TransformerDecoderLayer layer in _layers)
        {
            target = layer.Forward(context, target, memory, targetMasks, memoryMasks);
        }

        return _norm?.Forward(context, target) ?? target;
    }
}

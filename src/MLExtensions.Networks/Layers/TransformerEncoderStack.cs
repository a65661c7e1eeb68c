using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A stack of <see cref="TransformerEncoderLayer"/>, with a normalisation at the end if there is one.</summary>
/// <remarks>Vaswani et al., "Attention Is All You Need", 2017. Parameters as torch.nn.TransformerEncoder has them: layers.0.*, layers.1.*, ..., norm.*.</remarks>
[SuppressMessage("Naming", "CA1711", Justification = "It is a stack of layers.")]
public sealed class TransformerEncoderStack : Layer
{
    private readonly TransformerEncoderLayer[] _layers;
    private readonly LayerNormalization? _norm;

    /// <summary>Makes the stack.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="layerCount">How many layers; at least 1.</param>
    /// <param name="layer">Makes a layer of the name that it is given.</param>
    /// <param name="norm">Makes the normalisation at the end, which layers that normalise first need. Default none.</param>
    public TransformerEncoderStack(
        string name, int layerCount, Func<string, TransformerEncoderLayer> layer, Func<string, LayerNormalization>? norm = null)
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

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, default);

    /// <summary>Computes the output with masks.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">`[batch, time, dimension]`.</param>
    /// <param name="masks">What the attention of every layer is not to see.</param>
    public Tensor Forward(ForwardContext context, Tensor input, AttentionMasks masks)
    {
        foreach (TransformerEncoderLayer layer in _layers)
        {
            input = layer.Forward(context, input, masks);
        }

        return _norm?.Forward(context, input) ?? input;
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _layers[0].OutputShape(input);

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) =>
        SequentialModule.InTurn(_norm is null ? _layers : [.. _layers, _norm], input);
}

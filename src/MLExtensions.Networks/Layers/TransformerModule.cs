using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The layers of a <see cref="TransformerEncoder"/>. Steps past a row's length are zeros, then no attention sees them, and pooling leaves them out.</summary>
internal sealed class TransformerModule : Layer
{
    private static readonly Parameter s_zero = new("zero", [1, 1, 1]) { RequiresGradient = false };
    private static readonly Reshape s_column = new() { Axes = [0, -1, 1], ElementType = ElementType.Int32 };
    private static readonly Where s_where = new();

    private readonly SequenceStem _stem;
    private readonly Layer[] _before;
    private readonly TransformerEncoderStack _encoder;
    private readonly Layer _pooling;
    private readonly Linear _head;
    private readonly Layer[] _all;
    private readonly bool _hasToken;
    private readonly PaddingMask _isPadding;
    private readonly PaddingMask _isHidden;

    public TransformerModule(
        SequenceStem stem, Linear? projection, Layer? positions, Dropout? dropout, ClassToken? token, TransformerEncoderStack encoder, Layer pooling, Linear head)
        : base("")
    {
        _stem = stem;
        _before = [.. new Layer?[] { projection, positions, dropout, token }.OfType<Layer>()];
        _encoder = encoder;
        _pooling = pooling;
        _head = head;
        _all = [stem, .. _before, encoder, pooling, head];
        _hasToken = token is not null;
        _isPadding = new PaddingMask { Steps = stem.Time };
        _isHidden = _isPadding with { Leading = _hasToken ? 1 : 0 };
    }

    public override IReadOnlyList<Module> Children => _all;

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor steps = _stem.Forward(context, input, out Tensor? lengths);
        AttentionMasks masks = default;
        if (lengths is { } given)
        {
            // What is no step may be a number so large that nothing can be computed of it, not even a gradient of 0. Tokens are never that.
            if (_stem is not TokenStem)
            {
                steps = context.Run(s_where, context.Run(s_column, context.Run(_isPadding, given)), s_zero.Tensor, steps);
            }

            masks = new AttentionMasks(KeyPadding: context.Run(_isHidden, given));
        }

        foreach (Layer layer in _before)
        {
            steps = layer.Forward(context, steps);
        }

        steps = _encoder.Forward(context, steps, masks);
        Tensor pooled = _hasToken ? _pooling.Forward(context, steps) : ((ISequenceLayer)_pooling).Forward(context, steps, lengths);
        return _head.Forward(context, pooled);
    }

    public override Shape OutputShape(Shape input) => _all.Aggregate(input, (shape, layer) => layer.OutputShape(shape));

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => SequentialModule.InTurn(_all, input);
}

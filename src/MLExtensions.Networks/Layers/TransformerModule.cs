using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The layers of a <see cref="TransformerEncoder"/>. Steps past a row's length are zeros, then no attention sees them, and pooling leaves them out.</summary>
internal sealed class TransformerModule : Layer
{
    private const int LeastSteps = 8;

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
    private readonly Lengths?[] _byLength;

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
        _byLength = new Lengths?[1 + IndexOf(stem.Time, out _)];
    }

    /// <inheritdoc/>
    internal override bool RunsByValues => _stem.HasLengths;

    public override IReadOnlyList<Module> Children => _all;

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor steps = _stem.Forward(context, input, out Tensor? lengths);
        AttentionMasks masks = default;
        if (lengths is { } given)
        {
            Lengths own = ForLongest(given);
            steps = own.Cut is null ? steps : context.Run(own.Cut, steps);

            // What is no step may be a number so large that nothing can be computed of it, not even a gradient of 0. Tokens are never that.
            if (_stem is not TokenStem)
            {
                steps = context.Run(s_where, context.Run(s_column, context.Run(own.IsPadding, given)), s_zero.Tensor, steps);
            }

            masks = new AttentionMasks(KeyPadding: context.Run(own.IsHidden, given));
        }

        foreach (Layer layer in _before)
        {
            steps = layer.Forward(context, steps);
        }

        steps = _encoder.Forward(context, steps, masks);
        Tensor pooled = _hasToken ? _pooling.Forward(context, steps) : ((ISequenceLayer)_pooling).Forward(context, steps, lengths);
        return _head.Forward(context, pooled);
    }

    /// <summary>Which of 8, 12, 16, 24, 32, 48, ... holds so many steps. There are few of them, as each has tensors of its own sizes, which stay in memory.</summary>
    private static int IndexOf(int longest, out int steps)
    {
        int index = 0;
        for (steps = LeastSteps; steps < longest; steps = (index % 2 == 0 ? LeastSteps : LeastSteps * 3 / 2) << (index / 2))
        {
            index++;
        }

        return index;
    }

    /// <summary>What is done for a batch whose longest row has so many steps: what no row has is not computed.</summary>
    private Lengths ForLongest(Tensor lengths)
    {
        int count = lengths.Shape[0];
        Span<int> values = count <= 1024 ? stackalloc int[count] : new int[count];
        lengths.CopyTo(values);
        int longest = 1;
        foreach (int length in values)
        {
            longest = Math.Max(longest, length);
        }

        int index = IndexOf(longest, out int steps);
        steps = Math.Min(steps, _stem.Time);
        return _byLength[index] ??= new Lengths(
            steps == _stem.Time ? null : new Slice { Axis = 1, Length = steps },
            new PaddingMask { Steps = steps },
            new PaddingMask { Steps = steps, Leading = _hasToken ? 1 : 0 });
    }

    public override Shape OutputShape(Shape input) => _all.Aggregate(input, (shape, layer) => layer.OutputShape(shape));

    /// <summary>The operations for a longest row.</summary>
    private sealed record Lengths(Slice? Cut, PaddingMask IsPadding, PaddingMask IsHidden);

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => SequentialModule.InTurn(_all, input);
}

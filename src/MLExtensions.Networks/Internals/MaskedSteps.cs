using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>A layer of attention over sequences of unequal lengths: it does not see the steps past a row's length.</summary>
/// <param name="layer">The layer.</param>
/// <param name="forward">Its run with masks.</param>
internal sealed class MaskedSteps(Layer layer, Func<ForwardContext, Tensor, AttentionMasks, Tensor> forward) : Layer(layer.Name), ISequenceLayer
{
    private PaddingMask? _mask;

    public override string Kind => layer.Kind;

    public override IReadOnlyList<Module> Children { get; } = [layer];

    public override Tensor Forward(ForwardContext context, Tensor input) => forward(context, input, default);

    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths)
    {
        if (lengths is not { } given)
        {
            return Forward(context, input);
        }

        // The mask depends on the time alone; whoever is second makes an equal one.
        int time = input.Shape[1];
        PaddingMask mask = _mask is { } made && made.Steps == time ? made : _mask = new PaddingMask { Steps = time };
        return forward(context, input, new AttentionMasks(context.Run(mask, given)));
    }

    public override Shape OutputShape(Shape input) => layer.OutputShape(input);
}

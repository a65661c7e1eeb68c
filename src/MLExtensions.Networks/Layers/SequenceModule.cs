using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Layers one after the other over sequences: those that are an <see cref="ISequenceLayer"/> are told how many steps each row has.</summary>
internal sealed class SequenceModule : Layer
{
    private readonly SequenceStem _stem;
    private readonly LayerChain _layers;

    /// <param name="stem">Makes sequences of rows.</param>
    /// <param name="layers">What follows. One that changes the number of steps ends what is known of them.</param>
    public SequenceModule(SequenceStem stem, IReadOnlyList<Layer> layers)
        : base("")
    {
        _stem = stem;
        _layers = new LayerChain(layers, [stem.Time, stem.Features]);
        Children = [stem, .. layers];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        Tensor steps = _stem.Forward(context, input, out Tensor? lengths);
        return _layers.Forward(context, steps, lengths);
    }

    public override Shape OutputShape(Shape input) => _layers.OutputShape(_stem.OutputShape(input));

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => SequentialModule.InTurn([_stem, .. _layers.Layers], input);
}

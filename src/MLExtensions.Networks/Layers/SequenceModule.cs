using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Layers one after the other over sequences: those that are an <see cref="ISequenceLayer"/> are told how many steps each row has.</summary>
internal sealed class SequenceModule : Layer
{
    private readonly SequenceStem _stem;
    private readonly Layer[] _layers;
    private readonly bool[] _seesSteps;

    /// <param name="stem">Makes sequences of rows.</param>
    /// <param name="layers">What follows. One that changes the number of steps ends what is known of them.</param>
    public SequenceModule(SequenceStem stem, IReadOnlyList<Layer> layers)
        : base("")
    {
        _stem = stem;
        _layers = [.. layers];
        _seesSteps = new bool[_layers.Length];
        Shape shape = [stem.Time, stem.Features];
        bool sees = true;
        for (int i = 0; i < _layers.Length; i++)
        {
            _seesSteps[i] = sees && _layers[i] is ISequenceLayer;
            shape = _layers[i].OutputShape(shape);
            sees = sees && shape.Rank == 2 && shape[0] == stem.Time;
        }

        Children = [stem, .. _layers];
    }

    public override IReadOnlyList<Module> Children { get; }

    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        input = _stem.Forward(context, input, out Tensor? lengths);
        for (int i = 0; i < _layers.Length; i++)
        {
            input = _seesSteps[i] ? ((ISequenceLayer)_layers[i]).Forward(context, input, lengths) : _layers[i].Forward(context, input);
        }

        return input;
    }

    public override Shape OutputShape(Shape input) => _layers.Aggregate(_stem.OutputShape(input), (shape, layer) => layer.OutputShape(shape));

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => SequentialModule.InTurn([_stem, .. _layers], input);
}

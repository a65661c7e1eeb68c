using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>
/// Layers one after the other, those that are an <see cref="ISequenceLayer"/> told how many steps each row has, until one changes the number of steps; a
/// <see cref="SequencePooling"/> that knows by how much is told all the same.
/// </summary>
internal sealed class LayerChain
{
    private readonly Layer[] _layers;
    private readonly bool[] _seesSteps;

    /// <param name="layers">The layers.</param>
    /// <param name="input">The shape of a row before them.</param>
    public LayerChain(IReadOnlyList<Layer> layers, Shape input)
    {
        _layers = [.. layers];
        _seesSteps = new bool[_layers.Length];
        Shape shape = input;
        bool sees = input.Rank == 2;
        for (int i = 0; i < _layers.Length; i++)
        {
            _seesSteps[i] = (sees && _layers[i] is ISequenceLayer) || _layers[i] is SequencePooling { Stride: not null };
            shape = _layers[i].OutputShape(shape);
            sees = sees && shape.Rank == 2 && shape[0] == input[0];
        }
    }

    public IReadOnlyList<Layer> Layers => _layers;

    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths)
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            input = _seesSteps[i] ? ((ISequenceLayer)_layers[i]).Forward(context, input, lengths) : _layers[i].Forward(context, input);
        }

        return input;
    }

    public Shape OutputShape(Shape input) => _layers.Aggregate(input, (shape, layer) => layer.OutputShape(shape));

    public IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => SequentialModule.InTurn(_layers, input);
}

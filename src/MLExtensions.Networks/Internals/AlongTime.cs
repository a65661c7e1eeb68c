using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>A layer of channels, `[batch, channels, time]`, on sequences as they are elsewhere, `[batch, time, features]`: the features are its channels.</summary>
internal sealed class AlongTime(Layer layer) : Layer(layer.Name)
{
    private readonly SwappedAxes _swap = new(layer.Name);

    public override string Kind => layer.Kind;

    public override IReadOnlyList<Module> Children { get; } = [layer];

    public override Tensor Forward(ForwardContext context, Tensor input) => _swap.Forward(context, layer.Forward(context, _swap.Forward(context, input)));

    public override Shape OutputShape(Shape input) => _swap.OutputShape(layer.OutputShape(_swap.OutputShape(input)));
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>A <see cref="Residual"/> whose layers are told how many steps each row has: y = activation(f(x) + shortcut(x)).</summary>
/// <param name="name">The full name within the network.</param>
/// <param name="function">f.</param>
/// <param name="shortcut">Gives what f gives; without layers x itself.</param>
/// <param name="activation">Applied to the sum.</param>
internal sealed class ResidualSteps(string name, LayerChain function, LayerChain shortcut, Activation activation) : Layer(name), ISequenceLayer
{
    private readonly Add _sum = new() { Activation = activation };

    public override string Kind => activation == Activation.None ? "Residual" : $"Residual, {activation}";

    public override IReadOnlyList<Module> Children { get; } = [.. function.Layers, .. shortcut.Layers];

    public override Tensor Forward(ForwardContext context, Tensor input) => Forward(context, input, lengths: null);

    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths) =>
        context.Run(_sum, function.Forward(context, input, lengths), shortcut.Forward(context, input, lengths));

    public override Shape OutputShape(Shape input) => function.OutputShape(input);

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => function.Parts(input).Concat(shortcut.Parts(input));
}

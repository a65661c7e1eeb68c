using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Recurrent layers of which only what each row ends with goes on: `[batch, time, features]` to `[batch, directions * hidden]`.</summary>
internal sealed class RecurrentFinalState(RecurrentLayer layer) : Layer(layer.Name), ISequenceLayer
{
    public override string Kind => $"{layer.Kind}, final state";

    public override IReadOnlyList<Module> Children { get; } = [layer];

    public override Tensor Forward(ForwardContext context, Tensor input) => layer.ForwardFinal(context, input);

    public Tensor Forward(ForwardContext context, Tensor input, Tensor? lengths) => layer.ForwardFinal(context, input, lengths);

    public override Shape OutputShape(Shape input) => [layer.OutputShape(input)[1]];
}

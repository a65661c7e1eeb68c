using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>Sequences `[batch, time, features]` as convolutions take them, `[batch, features, time]`, or the other way round.</summary>
internal sealed class SwappedAxes(string name) : Layer(name)
{
    private static readonly Transpose s_operation = new() { Axes = [0, 2, 1] };

    public override Tensor Forward(ForwardContext context, Tensor input) => context.Run(s_operation, input);

    public override Shape OutputShape(Shape input) => input.Rank == 2
        ? [input[1], input[0]]
        : throw new ArgumentException($"SwappedAxes '{Name}': a row has shape {input}; expected two axes.", nameof(input));
}

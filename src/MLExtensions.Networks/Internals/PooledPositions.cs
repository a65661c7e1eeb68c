using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>One vector of each sequence, the first or the mean: `[batch, time, width]` to `[batch, width]`.</summary>
internal sealed class PooledPositions(string name, TokenPooling pooling) : Layer(name)
{
    private static readonly Slice s_first = new() { Axis = 1, Length = 1 };
    private static readonly Reshape s_toRows = new() { Axes = [0, -1] };
    private static readonly Mean s_mean = new() { Axes = [1] };

    public override string Kind => pooling == TokenPooling.Mean ? "PooledPositions, Mean" : "PooledPositions, First";

    public override Tensor Forward(ForwardContext context, Tensor input) =>
        pooling == TokenPooling.Mean ? context.Run(s_mean, input) : context.Run(s_toRows, context.Run(s_first, input));

    public override Shape OutputShape(Shape input) => input is { Rank: 2, Length: > 0 }
        ? [input[1]]
        : throw new ArgumentException($"PooledPositions '{Name}': a row has shape {input}; expected [time, width].", nameof(input));
}

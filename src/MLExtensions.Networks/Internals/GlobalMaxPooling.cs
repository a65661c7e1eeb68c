using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Internals;

/// <summary>The largest of each channel: `[batch, channels, height, width]` to `[batch, channels]`.</summary>
internal sealed class GlobalMaxPooling(string name) : Layer(name)
{
    private static readonly Reshape s_planes = new() { Axes = [0, 0, -1] };
    private static readonly Max s_largest = new() { Axes = [2] };

    public override Tensor Forward(ForwardContext context, Tensor input) => context.Run(s_largest, context.Run(s_planes, input));

    public override Shape OutputShape(Shape input) => [input[0]];
}

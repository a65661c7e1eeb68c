using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>The mean of each channel: images `[batch, channels, height, width]` or sequences `[batch, channels, time]` to `[batch, channels]`.</summary>
/// <remarks>Lin, Chen, Yan, "Network In Network", 2013.</remarks>
public sealed class GlobalAveragePooling : Layer
{
    private static readonly Reshape s_toPlanes = new() { Axes = [0, 0, 1, -1] };
    private static readonly Tensors.Operations.AdaptiveAveragePooling2D s_mean = new() { Output = 1 };
    private static readonly Reshape s_toRows = new() { Axes = [0, 0] };

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    public GlobalAveragePooling(string name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The channels have no elements.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(s_toRows, context.Run(s_mean, context.Run(s_toPlanes, input)));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has one axis or none.</exception>
    public override Shape OutputShape(Shape input) => input.Rank > 1
        ? [input[0]]
        : throw new ArgumentException($"GlobalAveragePooling '{Name}': a row has shape {input}; expected [channels, time] or [channels, height, width].", nameof(input));
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Each row's axes in one: `[batch, channels, height, width]` to `[batch, channels * height * width]`. Nothing is copied.</summary>
/// <remarks>As torch.nn.Flatten.</remarks>
public sealed class Flatten : Layer
{
    private static readonly Reshape s_operation = new() { Axes = [0, -1] };

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    public Flatten(string name)
        : base(name)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(s_operation, input);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => [checked((int)input.Length)];
}

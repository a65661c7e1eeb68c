using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Each row's elements under another shape: `[batch, features]` to `[batch, channels, height, width]`, for example. Nothing is copied.</summary>
/// <remarks>For networks of images or sequences whose rows come as vectors, as those of a data view do. As torch.nn.Unflatten(1, shape).</remarks>
public sealed class Unflatten : Layer
{
    private readonly Shape _row;
    private readonly Reshape _operation;

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="row">The shape that a row gets, without the batch; no axis of length 0.</param>
    /// <exception cref="ArgumentException">The shape has no elements.</exception>
    public Unflatten(string name, Shape row)
        : base(name)
    {
        if (row.Length == 0)
        {
            throw new ArgumentException($"Unflatten '{name}': a row of shape {row} has no elements.", nameof(row));
        }

        _row = row;
        _operation = new Reshape { Axes = [0, .. row] };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has not as many elements as the shape.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(_operation, input);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A row has not as many elements as the shape.</exception>
    public override Shape OutputShape(Shape input) => input.Length == _row.Length
        ? _row
        : throw new ArgumentException($"Unflatten '{Name}': a row has shape {input}, {input.Length} elements; expected {_row.Length}, to make {_row} of them.", nameof(input));
}

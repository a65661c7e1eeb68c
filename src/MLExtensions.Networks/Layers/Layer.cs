using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A module that computes one tensor from one tensor, so that layers can follow each other.</summary>
public abstract class Layer : Module
{
    /// <summary>Makes a layer.</summary>
    /// <param name="name">The full name within the network, such as "layers.0"; empty for the network itself.</param>
    protected Layer(string name)
        : base(name)
    {
    }

    /// <summary>Computes the output. In prediction it is safe to call from many threads, each with its own context.</summary>
    /// <param name="context">The scope, the tape and the random numbers of this run.</param>
    /// <param name="input">The rows, `[batch, ...]`.</param>
    public abstract Tensor Forward(ForwardContext context, Tensor input);

    /// <summary>The shape that one row has after this layer.</summary>
    /// <param name="input">The shape of one row before it, without the batch.</param>
    /// <exception cref="ArgumentException">The layer does not take rows of this shape.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>The layers that are rows of their own in the layer table, each with the shape of a row before it; none where this layer is one row.</summary>
    internal virtual IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => [];
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>
/// y = activation(x), element by element, as a layer of its own: after a normalisation, for example. Linear and convolution layers have it built in, which
/// is faster.
/// </summary>
public sealed class ActivationLayer : Layer
{
    private readonly Activate _operation;

    /// <summary>Makes the layer, with PyTorch's default constants.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="activation">The function.</param>
    /// <exception cref="ArgumentOutOfRangeException">None of the functions.</exception>
    public ActivationLayer(string name, Activation activation)
        : this(name, new Activate { Activation = activation })
    {
    }

    /// <summary>Makes the layer with constants of its own, such as a slope.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="operation">The function with its constants.</param>
    public ActivationLayer(string name, Activate operation)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(operation);
        _operation = operation;
    }

    /// <summary>The function.</summary>
    public Activation Activation => _operation.Activation;

    /// <inheritdoc/>
    public override string Kind => Activation.ToString();

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(_operation, input);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;
}

using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A residual block: y = activation(f(x) + shortcut(x)), the shortcut being x itself where no layer is given.</summary>
/// <remarks>He et al., "Deep Residual Learning for Image Recognition", 2015.</remarks>
public sealed class Residual : Layer
{
    private readonly Layer _function;
    private readonly Layer? _shortcut;
    private readonly Add _sum;
    private readonly Module[] _children;

    /// <summary>Makes the block.</summary>
    /// <param name="name">The full name within the network.</param>
    /// <param name="function">f, often a <see cref="SequentialModule"/>; its output has the shape of the shortcut's.</param>
    /// <param name="shortcut">Brings x to the shape of f's output where that is another: a convolution of 1 by 1, a linear layer. Default none.</param>
    /// <param name="activation">Applied to the sum; default none.</param>
    public Residual(string name, Layer function, Layer? shortcut = null, Activation activation = Activation.None)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
        _shortcut = shortcut;
        _sum = new Add { Activation = activation };
        _children = shortcut is null ? [function] : [function, shortcut];
    }

    /// <summary>Applied to the sum.</summary>
    public Activation Activation => _sum.Activation;

    /// <inheritdoc/>
    public override string Kind => Activation == Activation.None ? "Residual" : $"Residual, {Activation}";

    /// <inheritdoc/>
    public override IReadOnlyList<Module> Children => _children;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">f and the shortcut give different shapes.</exception>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        ArgumentNullException.ThrowIfNull(context);
        Tensor result = _function.Forward(context, input), shortcut = _shortcut?.Forward(context, input) ?? input;
        CheckShapes(result.Shape, shortcut.Shape);
        return context.Run(_sum, result, shortcut);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">f and the shortcut give different shapes.</exception>
    public override Shape OutputShape(Shape input)
    {
        Shape result = _function.OutputShape(input);
        CheckShapes(result, _shortcut?.OutputShape(input) ?? input);
        return result;
    }

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => _shortcut is null ? [(_function, input)] : [(_function, input), (_shortcut, input)];

    private void CheckShapes(Shape result, Shape shortcut)
    {
        if (result != shortcut)
        {
            throw new ArgumentException(
                $"Residual '{Name}': the function gives the shape {result}, the shortcut {shortcut}; they must be the same. Give a shortcut layer that brings the input to {result}.");
        }
    }
}

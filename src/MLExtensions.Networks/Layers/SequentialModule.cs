using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Layers one after the other: y = f_n(... f_2(f_1(x))).</summary>
public sealed class SequentialModule : Layer
{
    private readonly Layer[] _children;

    /// <summary>Makes the module.</summary>
    /// <param name="name">The full name within the network; empty for the network itself.</param>
    /// <param name="children">The parts in the order in which they run; at least one, under names of their own.</param>
    /// <exception cref="ArgumentException">There are no parts, one is null, or two parameters have the same name.</exception>
    public SequentialModule(string name, IReadOnlyList<Layer> children)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(children);
        if (children.Count == 0)
        {
            throw new ArgumentException("A sequence needs at least one module.", nameof(children));
        }

        _children = [.. children];
        if (Array.IndexOf(_children, null) is >= 0 and int missing)
        {
            throw new ArgumentException($"Module {missing} of the sequence is null.", nameof(children));
        }

        if (Parameters.Concat(Buffers).GroupBy(parameter => parameter.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two parameters are named '{twice.Key}'; give the modules names of their own.", nameof(children));
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Module> Children => _children;

    /// <summary>The parts in the order in which they run.</summary>
    public IReadOnlyList<Layer> Layers => _children;

    /// <inheritdoc/>
    public override Tensor Forward(ForwardContext context, Tensor input)
    {
        foreach (Layer child in _children)
        {
            input = child.Forward(context, input);
        }

        return input;
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _children.Aggregate(input, (shape, child) => child.OutputShape(shape));

    internal override IEnumerable<(Layer Layer, Shape Input)> Parts(Shape input) => InTurn(_children, input);

    /// <summary>Layers that follow each other, each with the shape that the ones before it give.</summary>
    internal static IEnumerable<(Layer Layer, Shape Input)> InTurn(IEnumerable<Layer> layers, Shape input)
    {
        foreach (Layer layer in layers)
        {
            yield return (layer, input);
            input = layer.OutputShape(input);
        }
    }
}

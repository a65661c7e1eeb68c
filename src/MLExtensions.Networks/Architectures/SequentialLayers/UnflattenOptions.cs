using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The elements of a row under another shape: a vector as a sequence or as an image. See <see cref="Unflatten"/>.</summary>
/// <example><code>new UnflattenOptions { Shape = [1, 28, 28] }</code></example>
public sealed record UnflattenOptions : LayerOptions
{
    private static readonly RangeAttribute s_axes = new(1, 3), s_lengths = new(1, int.MaxValue);

    private readonly IntegerList _shape = new([1]);

    /// <summary>The shape that a row gets, with as many elements as it has. `[time, features]` or `[channels, height, width]`; 1 to 3 axes of at least 1. Default [1].</summary>
    public IReadOnlyList<int> Shape
    {
        get => _shape;
        init => _shape = new IntegerList(value);
    }

    internal override bool? TakesAxes => false;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters) => new Unflatten(name, Tensors.Shape.Create([.. _shape]));

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.CheckList(nameof(Shape), _shape, s_axes, s_lengths);
    }
}

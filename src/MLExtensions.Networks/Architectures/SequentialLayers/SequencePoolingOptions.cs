using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>One vector of the steps of a sequence `[time, features]`. See <see cref="SequencePooling"/>.</summary>
public sealed record SequencePoolingOptions : LayerOptions
{
    /// <summary>What is made of the steps. Default <see cref="SequencePoolingKind.Mean"/>.</summary>
    public SequencePoolingKind Kind { get; init; } = SequencePoolingKind.Mean;

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        return new SequencePooling(name, Kind);
    }
}

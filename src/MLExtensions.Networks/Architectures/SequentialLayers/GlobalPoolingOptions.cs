using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>One value of each channel of an image `[channels, height, width]`, or of each feature of a sequence `[time, features]`: a vector.</summary>
public sealed record GlobalPoolingOptions : LayerOptions
{
    /// <summary>What is made of the values. Default <see cref="PoolingKind.Average"/>.</summary>
    public PoolingKind Kind { get; init; } = PoolingKind.Average;

    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2, 3);
        return (input.Rank, Kind) switch
        {
            (2, PoolingKind.Max) => new SequencePooling(name, SequencePoolingKind.Max),
            (2, _) => new SequencePooling(name, SequencePoolingKind.Mean),
            (_, PoolingKind.Max) => new GlobalMaxPooling(name),
            _ => new GlobalAveragePooling(name),
        };
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A learnt vector for each position of a sequence `[time, features]`, added to what is there, so that attention sees the order. See <see cref="LearnedPositions"/>.</summary>
public sealed record PositionsOptions : LayerOptions
{
    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        return new LearnedPositions(name, input[0], input[1], parameters);
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>The mean of the steps of a sequence `[time, features]`, weighted by how well each fits a learnt vector: a vector. See <see cref="AttentionPooling"/>.</summary>
public sealed record AttentionPoolingOptions : LayerOptions
{
    internal override bool? TakesAxes => true;

    /// <inheritdoc/>
    public override Layer Build(string name, Shape input, ParameterSource parameters)
    {
        Require(input, 2);
        return new AttentionPooling(name, input[1], parameters);
    }
}

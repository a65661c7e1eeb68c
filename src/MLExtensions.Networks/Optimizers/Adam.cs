namespace MLExtensions.Networks;

/// <summary>Adam. Weight decay, if any, is added to the gradient.</summary>
/// <remarks>Kingma, Ba, "Adam: A Method for Stochastic Optimization", 2015.</remarks>
public sealed record Adam : AdamOptimizer
{
    private protected override bool DecouplesWeightDecay => false;
}

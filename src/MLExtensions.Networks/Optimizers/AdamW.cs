namespace MLExtensions.Networks;

/// <summary>Adam with decoupled weight decay: weights shrink by rate times decay in each step, whatever their gradients. A decay of 0.01 is usual.</summary>
/// <remarks>Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2019.</remarks>
public sealed record AdamW : AdamOptimizer
{
    private protected override bool DecouplesWeightDecay => true;
}

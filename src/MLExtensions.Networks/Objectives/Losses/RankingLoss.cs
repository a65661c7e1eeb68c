namespace MLExtensions.Networks;

/// <summary>How much each pair of rows counts in a <see cref="RankingObjective"/>'s loss.</summary>
public enum RankingLoss
{
    /// <summary>Every pair of a group counts the same (Burges et al., "Learning to Rank using Gradient Descent", 2005).</summary>
    RankNet,

    /// <summary>
    /// A pair counts by how much the group's NDCG would change if the two changed places, so the top of the list counts most (Burges, "From RankNet to LambdaRank to LambdaMART:
    /// An Overview", 2010).
    /// </summary>
    LambdaRank,
}

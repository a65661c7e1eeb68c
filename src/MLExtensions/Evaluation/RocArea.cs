namespace MLExtensions.Evaluation;

/// <summary>The area under the receiver operating characteristic: how often a positive row's score is over a negative one's.</summary>
internal static class RocArea
{
    /// <summary>The share of pairs of a positive and a negative row that the scores order rightly, a tie counting half; NaN where there is no pair.</summary>
    /// <param name="positive">The positive rows' scores; they are sorted.</param>
    /// <param name="negative">The negative rows' scores; they are sorted.</param>
    public static double Of(List<float> positive, List<float> negative)
    {
        positive.Sort();
        negative.Sort();
        double wins = 0;
        int below = 0, notAbove = 0;
        foreach (float score in positive)
        {
            while (below < negative.Count && negative[below] < score)
            {
                below++;
            }

            while (notAbove < negative.Count && negative[notAbove] <= score)
            {
                notAbove++;
            }

            wins += (below + (double)notAbove) / 2;
        }

        return wins / ((double)positive.Count * negative.Count);
    }
}

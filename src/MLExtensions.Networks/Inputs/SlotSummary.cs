namespace MLExtensions.Networks;

/// <summary>What <see cref="NumberStatistics"/> knows of one slot. NaN where there is no value.</summary>
internal readonly record struct SlotSummary(long Count, long Missing, double Mean, double Variance, float Minimum, float Maximum, long Zeros, long Ones)
{
    // So many of the values are 0 that a standard deviation would say more about how many than about how large the others are.
    private const double MostlyZero = 0.9;

    /// <summary>What the slot is divided by; see <see cref="NumberStatistics.ToColumn"/>.</summary>
    public float Scale
    {
        get
        {
            if (Count == 0 || Zeros + Ones == Count)
            {
                return 1;
            }

            double scale = Zeros >= MostlyZero * Count ? Math.Sqrt((Variance + (Mean * Mean)) * Count / (Count - Zeros)) : Math.Sqrt(Variance);
            return Minimum < Maximum && scale >= MinimumScale ? (float)scale : 1;
        }
    }

    // The least number whose reciprocal a float holds.
    private static double MinimumScale => 1.0 / float.MaxValue;
}

namespace MLExtensions.AutoML;

/// <summary>How often yes and no were predicted and true. A ratio of nothing is 0, as in ML.NET, but for the accuracy of no rows.</summary>
internal readonly record struct BinaryCounts(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives)
{
    public double Accuracy => (double)(TruePositives + TrueNegatives) / (TruePositives + FalsePositives + TrueNegatives + FalseNegatives);

    public double PositivePrecision => Ratio(TruePositives, FalsePositives);

    public double PositiveRecall => Ratio(TruePositives, FalseNegatives);

    public double NegativePrecision => Ratio(TrueNegatives, FalseNegatives);

    public double NegativeRecall => Ratio(TrueNegatives, FalsePositives);

    /// <summary>The harmonic mean of precision and recall of yes.</summary>
    public double F1Score => TruePositives == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / (PositivePrecision + PositiveRecall);

    /// <param name="labels">Yes above 0.</param>
    /// <param name="scores">A score a row.</param>
    /// <param name="threshold">Above it a score predicts yes.</param>
    public static BinaryCounts Of(ReadOnlySpan<float> labels, ReadOnlySpan<float> scores, float threshold)
    {
        // By truth, then by prediction.
        Span<long> counts = [0, 0, 0, 0];
        for (int row = 0; row < labels.Length; row++)
        {
            if (float.IsFinite(scores[row]) && !float.IsNaN(labels[row]))
            {
                counts[(labels[row] > 0 ? 2 : 0) + (scores[row] > threshold ? 1 : 0)]++;
            }
        }

        return new BinaryCounts(TruePositives: counts[3], FalsePositives: counts[1], TrueNegatives: counts[0], FalseNegatives: counts[2]);
    }

    private static double Ratio(long part, long rest) => part == 0 ? 0 : (double)part / (part + rest);
}

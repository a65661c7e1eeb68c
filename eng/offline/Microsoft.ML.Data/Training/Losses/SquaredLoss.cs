namespace Microsoft.ML.Trainers;

/// <summary>The squared difference of output and label.</summary>
public sealed class SquaredLoss : ISupportSdcaRegressionLoss
{
    public double Loss(float output, float label) => ((double)output - label) * ((double)output - label);

    public float Derivative(float output, float label) => 2 * (output - label);

    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / (0.5f + scaledFeaturesNormSquared);

    /// <summary>To where the dual is greatest, or that way's part for each of many threads.</summary>
    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads) =>
        (label - output - dual / 2) * invariant / Math.Max(1, maxNumThreads);

    public double DualLoss(float label, float dual) => dual * ((double)label - (double)dual / 4);
}

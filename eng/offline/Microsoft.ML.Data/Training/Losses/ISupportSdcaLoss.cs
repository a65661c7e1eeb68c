namespace Microsoft.ML.Trainers;

/// <summary>A loss with what dual coordinate ascent needs of it.</summary>
public interface ISupportSdcaLoss : IScalarLoss
{
    /// <summary>What of a row's dual updates stays the same throughout training.</summary>
    /// <param name="scaledFeaturesNormSquared">The squared norm of its features over lambda times the number of rows.</param>
    float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared);

    /// <summary>How far to move a row's dual variable.</summary>
    float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads);

    /// <summary>What a row adds to the dual's value.</summary>
    double DualLoss(float label, float dual);
}

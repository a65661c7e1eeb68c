namespace MLExtensions.Networks;

/// <summary>The record of a training run; it is saved with the network.</summary>
/// <param name="Epochs">The epochs that were completed, in order.</param>
/// <param name="BestEpoch">The epoch, counted from 1, whose weights the network holds: the lowest validation loss, or the last epoch without validation data.</param>
/// <param name="StopReason">Why the run ended.</param>
/// <param name="MetricName">What <see cref="EpochResult.ValidationMetric"/> is, such as "Accuracy".</param>
/// <param name="Duration">How long the whole run took.</param>
public sealed record TrainingHistory(
    IReadOnlyList<EpochResult> Epochs,
    int BestEpoch,
    StopReason StopReason,
    string MetricName,
    TimeSpan Duration)
{
    /// <summary>The result of <see cref="BestEpoch"/>.</summary>
    public EpochResult Best => Epochs[BestEpoch - 1];
}

namespace MLExtensions.Networks;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="TrainingLoss">The mean loss over the epoch's training rows, weighted by the row weights, as the weights changed under it.</param>
/// <param name="ValidationLoss">The mean loss over all validation rows, weighted by the row weights, at the epoch's end; null without validation data.</param>
/// <param name="ValidationMetric">The objective's metric over all validation rows; null without validation data.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="Duration">How long the epoch took, validation included.</param>
/// <param name="GradientNorm">The mean norm of the gradients over the epoch's steps, before they were clipped; null without <see cref="GradientClipping"/>.</param>
public sealed record EpochResult(
    int Epoch,
    double TrainingLoss,
    double? ValidationLoss,
    double? ValidationMetric,
    float LearningRate,
    TimeSpan Duration,
    double? GradientNorm = null);

using MLExtensions.Networks;

namespace MLExtensions.AutoML;

/// <summary>One epoch of one network that a trial trains: a point of its learning curve.</summary>
/// <param name="Fold">The fold of cross-validation, counted from 0; 0 without.</param>
/// <param name="Epoch">The epoch just completed, counted from 1.</param>
/// <param name="Epochs">How many the network is to be trained for, at most.</param>
/// <param name="TrainingLoss">The epoch's mean training loss.</param>
/// <param name="ValidationLoss">The mean loss on the rows that the network held out; null where there are none.</param>
/// <param name="MetricName">What <paramref name="ValidationMetric"/> is, such as "Accuracy".</param>
/// <param name="ValidationMetric">The objective's metric on the rows that the network held out; null where there are none.</param>
/// <param name="Seconds">Seconds since this network's training began, or went on from a checkpoint.</param>
public sealed record TrialEpoch(int Fold, int Epoch, int Epochs, double TrainingLoss, double? ValidationLoss, string MetricName, double? ValidationMetric, double Seconds)
{
    internal static TrialEpoch Of(int fold, TrainingProgress progress) =>
        new(fold, progress.Epoch, progress.Epochs, progress.TrainingLoss, progress.ValidationLoss, progress.MetricName, progress.ValidationMetric, progress.Elapsed.TotalSeconds);
}

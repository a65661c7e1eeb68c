using System.Globalization;

namespace MLExtensions.Networks;

/// <summary>What is reported after each epoch.</summary>
/// <param name="Epoch">The epoch just completed, counted from 1.</param>
/// <param name="Epochs">How many epochs were asked for.</param>
/// <param name="TrainingLoss">The epoch's mean training loss.</param>
/// <param name="ValidationLoss">The mean validation loss; null without validation data.</param>
/// <param name="MetricName">What <paramref name="ValidationMetric"/> is, such as "Accuracy".</param>
/// <param name="ValidationMetric">The objective's metric on the validation data; null without validation data.</param>
/// <param name="BestEpoch">The best epoch so far, counted from 1.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
/// <param name="Elapsed">Time since training began.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    double TrainingLoss,
    double? ValidationLoss,
    string MetricName,
    double? ValidationMetric,
    int BestEpoch,
    float LearningRate,
    TimeSpan Elapsed)
{
    /// <summary>One line, such as "Epoch 3/50: loss 0.2113, validation loss 0.2409, Accuracy 0.9312 (best so far), 1.2 s".</summary>
    public override string ToString()
    {
        string validation = ValidationLoss is { } loss ? $", validation loss {Number(loss)}" : "";
        string metric = ValidationMetric is { } value ? $", {MetricName} {Number(value)}" : "";
        string best = ValidationLoss is not null && BestEpoch == Epoch ? " (best so far)" : "";
        string seconds = Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return $"Epoch {Epoch}/{Epochs}: loss {Number(TrainingLoss)}{validation}{metric}{best}, {seconds} s";
    }

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}

using MLExtensions.AutoML;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Testing;

/// <summary>A network of which a search tries values, and which obeys a trial's scope.</summary>
public sealed class SmallNetwork
{
    [Range(0.001f, 0.1f, 0.01f, true)]
    public float LearningRate { get; set; } = 0.01f;

    [Range(2, 8, 4, false)]
    public int HiddenSize { get; set; } = 4;

    public static SweepableEstimator Sweepable(MLContext context, int epochs) => context.Auto().CreateSweepableEstimator(
        (MLContext own, SmallNetwork values) => Create(own, values, epochs), new SearchSpace<SmallNetwork>(new SmallNetwork()));

    private static NetworkTrainer Create(MLContext context, SmallNetwork values, int epochs)
    {
        var options = new NetworkTrainerOptions
        {
            Architecture = new FeedForward { HiddenLayers = [values.HiddenSize] },
            LearningRate = values.LearningRate,
            Epochs = epochs,
            EarlyStopping = null,
        };
        if (TrialScope.Of(context) is { } scope)
        {
            int fold = scope.Fold;

            // Without a schedule, a run of fewer epochs that is gone on with is the same as one that pauses.
            options.Epochs = Math.Min(epochs, scope.PauseAfterEpochs ?? epochs);
            options.MaxDegreeOfParallelism = scope.Threads;
            options.CancellationToken = scope.CancellationToken;
            options.Checkpoint = scope.CheckpointFolder is { } folder ? new CheckpointOptions { Path = Path.Combine(folder, $"{fold}.checkpoint") } : null;
            options.Progress = new Heard(progress =>
            {
                scope.EpochsDone = Math.Max(scope.EpochsDone, progress.Epoch);
                scope.Report?.Invoke(TrialEpoch.Of(fold, progress) with { Epochs = epochs });
            });
            scope.Paused |= options.Epochs < epochs;
        }

        return context.BinaryClassification.Trainers.Network(options);
    }

    private sealed class Heard(Action<TrainingProgress> hear) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => hear(value);
    }
}

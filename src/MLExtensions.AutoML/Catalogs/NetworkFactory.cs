using System.Globalization;
using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.AutoML;

/// <summary>Makes the trainer of a sweepable network, as the trial that it is for wants it.</summary>
internal static class NetworkFactory
{
    /// <param name="context">The trial's context, which <see cref="TrialScope"/> may hang on.</param>
    /// <param name="task">What is predicted.</param>
    /// <param name="options">Columns, architecture and training.</param>
    public static IEstimator<ITransformer> Create(MLContext context, PredictionTask task, NetworkTrainerOptions options)
    {
        TrialScope? scope = TrialScope.Of(context);
        if (scope is not null)
        {
            Apply(scope, options);
        }

        NetworkTrainer trainer = task switch
        {
            PredictionTask.BinaryClassification => context.BinaryClassification.Trainers.Network(options),
            PredictionTask.MulticlassClassification => context.MulticlassClassification.Trainers.Network(options),
            PredictionTask.Regression => context.Regression.Trainers.Network(options),
            _ => throw Unknown(task),
        };
        return scope is null ? trainer : new ScopedTrainer(trainer, scope);
    }

    /// <summary>Throws where a value is none of the tasks.</summary>
    public static void Check(PredictionTask task)
    {
        if (!Enum.IsDefined(task))
        {
            throw Unknown(task);
        }
    }

    private static ArgumentOutOfRangeException Unknown(PredictionTask task) =>
        new(nameof(task), task, $"The task is {task}; expected one of {string.Join(", ", Enum.GetNames<PredictionTask>())}.");

    private static void Apply(TrialScope scope, NetworkTrainerOptions options)
    {
        // A trial goes from fold to fold: this network stays with the one that it was built for.
        int fold = scope.Fold;
        options.MaxDegreeOfParallelism = scope.Threads ?? options.MaxDegreeOfParallelism;
        options.CancellationToken = Either(options.CancellationToken, scope.CancellationToken);
        options.Checkpoint = scope.CheckpointFolder is { } folder
            ? new CheckpointOptions
            {
                Path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{fold}.checkpoint")),
                PauseAfterEpochs = scope.PauseAfterEpochs,
            }
            : null;
        if (scope.Report is { } report)
        {
            IProgress<TrainingProgress>? own = options.Progress;
            options.Progress = new EpochRelay(progress =>
            {
                own?.Report(progress);
                report(TrialEpoch.Of(fold, progress));
            });
        }
    }

    // Not disposed, as the network may be fitted again: what it holds is a registration with each of the two.
    private static CancellationToken Either(CancellationToken first, CancellationToken second) =>
        !first.CanBeCanceled ? second : !second.CanBeCanceled ? first : CancellationTokenSource.CreateLinkedTokenSource(first, second).Token;

    /// <summary>A network's trainer that tells its trial how far the network got.</summary>
    private sealed class ScopedTrainer(NetworkTrainer trainer, TrialScope scope) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            NetworkTransformer transformer = trainer.Fit(input);
            TrainingHistory history = transformer.Model.History!;
            scope.EpochsDone = Math.Max(scope.EpochsDone, history.Epochs.Count);
            scope.Paused |= history.StopReason == StopReason.Paused;
            return transformer;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => trainer.GetOutputSchema(inputSchema);
    }
}

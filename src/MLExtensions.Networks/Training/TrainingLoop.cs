using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Goes over the training data epoch by epoch: shuffles, steps, validates, keeps the best weights, and knows when to end.</summary>
public sealed class TrainingLoop
{
    // Philox streams of one seed, so that shuffling and dropout do not depend on each other.
    internal const long ShuffleStream = 1;
    internal const long DropoutStream = 2;

    /// <summary>How the message of a run begins that diverged before it had any weights worth keeping: a search tells such trials from others by it.</summary>
    internal const string DivergedAtOnce = "Training diverged in the first epoch";

    private readonly TrainingProgram _program;
    private readonly TrainingData _training;
    private readonly TrainingData? _validation;
    private readonly TrainingOptions _options;
    private readonly WeightSnapshot _kept;
    private readonly DivergenceWatch _watch;
    private readonly Evaluator _evaluator;
    private readonly RunState _state;
    private readonly CheckpointKeeper? _checkpoints;

    private TrainingLoop(
        TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options, IEnumerable<KeyValuePair<string, object>> network)
    {
        _program = program;
        _training = training;
        _validation = validation;
        _options = options;
        _kept = new WeightSnapshot(program.Parameters.Concat(program.Buffers));
        _watch = new DivergenceWatch(options.DivergenceGuard);
        _evaluator = new Evaluator(program, training, validation, options, _watch);
        _state = new RunState(options.EarlyStopping) { Shuffle = new PhiloxState(options.Seed, ShuffleStream, 0) };
        if (options.Checkpoint is { } checkpoint)
        {
            _checkpoints = new CheckpointKeeper(checkpoint, RunIdentity.Of(program, training, validation, options, network), program, _state, _watch, _kept, options.Log);
        }
    }

    /// <summary>Trains.</summary>
    /// <remarks>
    /// With validation data the program's parameters and buffers end as they were after the epoch with the lowest validation loss, otherwise as after the
    /// last completed epoch. When this throws, they are as they were before, or the best so far. With <see cref="TrainingOptions.Checkpoint"/> a run goes on
    /// where it was interrupted.
    /// </remarks>
    /// <param name="program">What a step does.</param>
    /// <param name="training">The rows to learn from; all are used in every epoch, the last short batch too.</param>
    /// <param name="validation">The rows to validate on after every epoch; null for none.</param>
    /// <param name="options">How to train. Optimiser, rates and parallelism are the program's matter.</param>
    /// <returns>What happened, epoch by epoch.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or a label is none that the objective can learn.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">
    /// Training diverged in the first epoch, no row has weight, or the checkpoint is of another run.
    /// </exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged.</exception>
    /// <exception cref="IOException">The checkpoint's path cannot be written.</exception>
    public static TrainingHistory Run(TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options) =>
        Run(program, training, validation, options, network: []);

    /// <param name="program">What a step does.</param>
    /// <param name="training">The rows to learn from.</param>
    /// <param name="validation">The rows to validate on; null for none.</param>
    /// <param name="options">How to train.</param>
    /// <param name="network">What the program trains, by name: a checkpoint is not resumed with others.</param>
    internal static TrainingHistory Run(
        TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options, IEnumerable<KeyValuePair<string, object>> network)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (training.RowCount < options.BatchSize)
        {
            options.Log?.Invoke($"The batch size of {options.BatchSize} is more than the {training.RowCount} training rows: all rows are one batch.");
        }

        var loop = new TrainingLoop(program, training, validation, options, network);
        StopReason reason;
        try
        {
            program.Start(new TrainingPlan(options.Epochs, training.BatchCount(options.BatchSize)));
            loop._checkpoints?.Begin();
            reason = loop.RunEpochs();
        }
        finally
        {
            loop._kept.Restore();
        }

        return new TrainingHistory([.. loop._state.Epochs], loop._state.BestEpoch, reason, program.MetricName, loop._state.Duration);
    }

    private StopReason RunEpochs()
    {
        using var scope = new TensorScope(_program.Device);
        while (true)
        {
            if (ReasonToStop() is { } reason)
            {
                if (reason == StopReason.EarlyStopped)
                {
                    Log($"Stopped early after epoch {_state.Epochs.Count}: no better validation loss since epoch {_state.BestEpoch}.");
                }

                return reason;
            }

            switch (RunEpoch(scope))
            {
                case EpochOutcome.Cancelled:
                    Log($"Cancelled in epoch {_state.Epoch}: the weights are those of epoch {_state.BestEpoch}.");
                    return StopReason.Cancelled;
                case EpochOutcome.Diverged:
                    Log($"Training diverged in epoch {_state.Epoch}: {_watch.Reason}. The weights are those of epoch {_state.BestEpoch}. A learning rate below {Rate} may help.");
                    return StopReason.Diverged;
            }
        }
    }

    // Between epochs.
    private StopReason? ReasonToStop()
    {
        bool stopsEarly = _options.EarlyStopping is { } early && _validation is not null && _state.EpochsWithoutImprovement >= early.Patience;
        return stopsEarly ? StopReason.EarlyStopped
            : _state.Epoch > _options.Epochs ? StopReason.Completed
            : _state.Epochs.Count >= _options.Checkpoint?.PauseAfterEpochs ? StopReason.Paused
            : null;
    }

    private EpochOutcome RunEpoch(TensorScope scope)
    {
        EpochOutcome outcome = _state.IsEpochTrained ? EpochOutcome.Done : Train(scope);
        if (outcome == EpochOutcome.Done)
        {
            outcome = Measure(scope);
        }

        if (outcome == EpochOutcome.Cancelled)
        {
            _checkpoints?.OnCancelled();
        }

        if (outcome != EpochOutcome.Done)
        {
            if (_state.Epochs.Count == 0)
            {
                ThrowInFirstEpoch(outcome);
            }

            return outcome;
        }

        EpochResult result = _state.Epochs[^1];
        _program.Observe(result.ValidationLoss ?? result.TrainingLoss);
        _checkpoints?.OnEpoch(ReasonToStop());
        _options.Progress?.Report(new TrainingProgress(
            result.Epoch, _options.Epochs, result.TrainingLoss, result.ValidationLoss, _program.MetricName, result.ValidationMetric, _state.BestEpoch, result.LearningRate, _state.Duration));
        return EpochOutcome.Done;
    }

    private EpochOutcome Train(TensorScope scope)
    {
        var random = new Philox(0) { State = _state.Shuffle };
        using BatchReader reader = _training.Open(random);
        SkipDone(reader, scope);
        while (true)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                return EpochOutcome.Cancelled;
            }

            scope.Reset();
            if (reader.Read(scope, _options.BatchSize) is not { } batch)
            {
                break;
            }

            // A batch without weight has nothing to say; its weighted mean would be 0 / 0.
            if (batch.TotalWeight > 0)
            {
                float loss = _program.Step(batch);
                if (!_watch.AcceptsStep(loss))
                {
                    return EpochOutcome.Diverged;
                }

                double weight = _program.LossWeight(batch);
                _state.LossSum += loss * weight;
                _state.WeightSum += weight;
            }

            _state.Batches++;
            _checkpoints?.OnBatch();
        }

        Evaluator.CheckWeight(_state.WeightSum, "training");
        if (!_program.EndEpoch())
        {
            // Says why.
            _watch.IsSound(double.NaN);
            return EpochOutcome.Diverged;
        }

        _state.Shuffle = random.State;
        _state.IsEpochTrained = true;
        return EpochOutcome.Done;
    }

    private void SkipDone(BatchReader reader, TensorScope scope)
    {
        if (_state.Batches > 0 && reader.Skip(scope, _state.Batches, _options.BatchSize) < _state.Batches)
        {
            throw new InvalidOperationException(
                $"The checkpoint '{_options.Checkpoint?.Path}' is of another run: the training data has fewer rows than the {_state.Batches} batches that it says are done.");
        }
    }

    private EpochOutcome Measure(TensorScope scope)
    {
        _program.BeginEvaluation();
        try
        {
            EpochOutcome outcome = _evaluator.Run(scope, out double? validationLoss, out double? validationMetric);
            if (outcome != EpochOutcome.Done)
            {
                return outcome;
            }

            var result = new EpochResult(
                _state.Epoch, _state.LossSum / _state.WeightSum, validationLoss, validationMetric, _program.LearningRate, _state.EpochDuration, _program.GradientNorm);
            if (_state.Complete(result))
            {
                _kept.Take();
            }

            return EpochOutcome.Done;
        }
        finally
        {
            _program.EndEvaluation();
        }
    }

    private void ThrowInFirstEpoch(EpochOutcome outcome)
    {
        if (outcome == EpochOutcome.Cancelled)
        {
            throw new OperationCanceledException("Training was cancelled before the first epoch ended, so there is no model.", _options.CancellationToken);
        }

        throw new InvalidOperationException(
            $"{DivergedAtOnce}: {_watch.Reason}. The learning rate is {Rate}; try {Tenth}. " +
            "Features of very different sizes also cause this: normalise them first.");
    }

    private string Rate => _program.LearningRate.ToString("G6", CultureInfo.InvariantCulture);

    private string Tenth => (_program.LearningRate / 10).ToString("G6", CultureInfo.InvariantCulture);

    private void Log(string line) => _options.Log?.Invoke(line);
}

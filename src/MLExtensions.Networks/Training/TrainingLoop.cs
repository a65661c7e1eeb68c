using System.Diagnostics;
using System.Globalization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Goes over the training data epoch by epoch: shuffles, steps, validates, keeps the best weights, and knows when to end.</summary>
public sealed class TrainingLoop
{
    // Philox streams of one seed, so that shuffling and dropout do not depend on each other.
    internal const long ShuffleStream = 1;
    internal const long DropoutStream = 2;

    private const int MinimumValidationBatch = 256;

    private readonly TrainingProgram _program;
    private readonly TrainingData _training;
    private readonly TrainingData? _validation;
    private readonly TrainingOptions _options;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<EpochResult> _epochs = [];
    private readonly WeightSnapshot _kept;
    private readonly DivergenceWatch _watch;
    private readonly Philox _random;
    private double _bestLoss = double.PositiveInfinity;
    private double _lossToBeat = double.PositiveInfinity;
    private int _bestEpoch;
    private int _epochsWithoutImprovement;

    private TrainingLoop(TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options)
    {
        _program = program;
        _training = training;
        _validation = validation;
        _options = options;
        _kept = new WeightSnapshot(program.Parameters);
        _watch = new DivergenceWatch(options.DivergenceGuard);
        _random = new Philox(options.Seed, ShuffleStream);
    }

    /// <summary>What an epoch came to.</summary>
    private enum Outcome
    {
        Done,
        Cancelled,
        Diverged,
    }

    /// <summary>Trains.</summary>
    /// <remarks>
    /// With validation data the program's parameters end as they were after the epoch with the lowest validation loss, otherwise as after the
    /// last completed epoch. When this throws, they are as they were before, or the best so far.
    /// </remarks>
    /// <param name="program">What a step does.</param>
    /// <param name="training">The rows to learn from; all are used in every epoch, the last short batch too.</param>
    /// <param name="validation">The rows to validate on after every epoch; null for none.</param>
    /// <param name="options">How to train. Optimiser, rates and parallelism are the program's matter.</param>
    /// <returns>What happened, epoch by epoch.</returns>
    /// <exception cref="ArgumentException">An option is out of its range, or a label is none that the objective can learn.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the first epoch ended.</exception>
    /// <exception cref="InvalidOperationException">Training diverged in the first epoch, or no row has weight.</exception>
    public static TrainingHistory Run(TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (training.RowCount < options.BatchSize)
        {
            options.Log?.Invoke($"The batch size of {options.BatchSize} is more than the {training.RowCount} training rows: all rows are one batch.");
        }

        program.Start(new TrainingPlan(options.Epochs, (training.RowCount + options.BatchSize - 1) / options.BatchSize));
        var loop = new TrainingLoop(program, training, validation, options);
        StopReason reason;
        try
        {
            reason = loop.RunEpochs();
        }
        finally
        {
            loop._kept.Restore();
        }

        return new TrainingHistory(loop._epochs, loop._bestEpoch, reason, program.MetricName, loop._clock.Elapsed);
    }

    private StopReason RunEpochs()
    {
        using var scope = new TensorScope(_program.Device);
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            switch (RunEpoch(epoch, scope))
            {
                case Outcome.Cancelled:
                    Log($"Cancelled in epoch {epoch}: the weights are those of epoch {_bestEpoch}.");
                    return StopReason.Cancelled;
                case Outcome.Diverged:
                    Log($"Training diverged in epoch {epoch}: {_watch.Reason}. The weights are those of epoch {_bestEpoch}. A learning rate below {Rate} may help.");
                    return StopReason.Diverged;
            }

            if (_options.EarlyStopping is { } early && _validation is not null && _epochsWithoutImprovement >= early.Patience)
            {
                Log($"Stopped early after epoch {epoch}: no better validation loss since epoch {_bestEpoch}.");
                return StopReason.EarlyStopped;
            }
        }

        return StopReason.Completed;
    }

    private Outcome RunEpoch(int epoch, TensorScope scope)
    {
        TimeSpan start = _clock.Elapsed;
        Outcome outcome = Train(scope, out double trainingLoss);
        if (outcome == Outcome.Done)
        {
            _program.BeginEvaluation();
            try
            {
                outcome = Evaluate(epoch, trainingLoss, scope, start);
            }
            finally
            {
                _program.EndEvaluation();
            }
        }

        if (outcome != Outcome.Done && _epochs.Count == 0)
        {
            ThrowInFirstEpoch(outcome);
        }

        return outcome;
    }

    /// <summary>Measures the weights at the end of an epoch, and keeps them where they are the best.</summary>
    private Outcome Evaluate(int epoch, double trainingLoss, TensorScope scope, TimeSpan start)
    {
        double? validationLoss = null;
        double? validationMetric = null;
        if (_validation is null)
        {
            if (!IsSound(scope))
            {
                return Outcome.Diverged;
            }
        }
        else
        {
            Outcome outcome = Validate(_validation, scope, out double loss, out double metric);
            if (outcome != Outcome.Done)
            {
                return outcome;
            }

            validationLoss = loss;
            validationMetric = metric;
        }

        _epochs.Add(new EpochResult(
            epoch, trainingLoss, validationLoss, validationMetric, _program.LearningRate, _clock.Elapsed - start, _program.GradientNorm));
        KeepIfBest(epoch, validationLoss);
        _program.Observe(validationLoss ?? trainingLoss);
        _options.Progress?.Report(new TrainingProgress(
            epoch, _options.Epochs, trainingLoss, validationLoss, _program.MetricName, validationMetric, _bestEpoch, _program.LearningRate, _clock.Elapsed));
        return Outcome.Done;
    }

    private Outcome Train(TensorScope scope, out double loss)
    {
        loss = double.NaN;
        double sum = 0;
        double weight = 0;
        using BatchReader reader = _training.Open(_random);
        while (true)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                return Outcome.Cancelled;
            }

            scope.Reset();
            if (reader.Read(scope, _options.BatchSize) is not { } batch)
            {
                break;
            }

            // A batch without weight has nothing to say; its weighted mean would be 0 / 0.
            if (batch.TotalWeight > 0)
            {
                float batchLoss = _program.Step(batch);
                if (!_watch.AcceptsStep(batchLoss))
                {
                    return Outcome.Diverged;
                }

                sum += batchLoss * batch.TotalWeight;
                weight += batch.TotalWeight;
            }
        }

        CheckWeight(weight, "training");
        loss = sum / weight;
        _program.EndEpoch();
        return _watch.AreSound(_program.Parameters) ? Outcome.Done : Outcome.Diverged;
    }

    private Outcome Validate(TrainingData validation, TensorScope scope, out double loss, out double metric)
    {
        loss = metric = double.NaN;
        double lossSum = 0;
        double metricSum = 0;
        double weight = 0;
        int rows = Math.Max(_options.BatchSize, MinimumValidationBatch);
        using BatchReader reader = validation.Open(shuffle: null);
        while (true)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                return Outcome.Cancelled;
            }

            scope.Reset();
            if (reader.Read(scope, rows) is not { } batch)
            {
                break;
            }

            if (batch.TotalWeight > 0)
            {
                BatchEvaluation evaluation = _program.Evaluate(batch);
                lossSum += evaluation.LossSum;
                metricSum += evaluation.MetricSum;
                weight += evaluation.Weight;
            }
        }

        CheckWeight(weight, "validation");
        loss = lossSum / weight;
        metric = _program.Metric(metricSum / weight);
        return _watch.IsSound(loss) ? Outcome.Done : Outcome.Diverged;
    }

    /// <summary>Whether the network still gives some training rows a loss that can be: an epoch's last steps may have spoilt it, and without validation data nothing else would tell.</summary>
    private bool IsSound(TensorScope scope)
    {
        using BatchReader reader = _training.Open(shuffle: null);
        int measured = 0;
        while (measured < DivergenceWatch.Batches)
        {
            scope.Reset();
            if (reader.Read(scope, _options.BatchSize) is not { } batch)
            {
                break;
            }

            if (batch.TotalWeight > 0)
            {
                measured++;
                BatchEvaluation evaluation = _program.Evaluate(batch);
                double loss = evaluation.LossSum / evaluation.Weight;
                if (_watch.IsSound(loss) || !double.IsFinite(loss))
                {
                    return double.IsFinite(loss);
                }
            }
        }

        return false;
    }

    private void KeepIfBest(int epoch, double? validationLoss)
    {
        if (validationLoss is not { } loss)
        {
            _bestEpoch = epoch;
            _kept.Take();
            return;
        }

        if (loss < _bestLoss)
        {
            _bestLoss = loss;
            _bestEpoch = epoch;
            _kept.Take();
        }

        // Small gains count for the weights that are kept, but not for patience.
        _epochsWithoutImprovement++;
        if (loss < _lossToBeat - (_options.EarlyStopping?.MinimumImprovement ?? 0))
        {
            _lossToBeat = loss;
            _epochsWithoutImprovement = 0;
        }
    }

    private void ThrowInFirstEpoch(Outcome outcome)
    {
        if (outcome == Outcome.Cancelled)
        {
            throw new OperationCanceledException("Training was cancelled before the first epoch ended, so there is no model.", _options.CancellationToken);
        }

        throw new InvalidOperationException(
            $"Training diverged in the first epoch: {_watch.Reason}. The learning rate is {Rate}; try {Tenth}. " +
            "Features of very different sizes also cause this: normalise them first.");
    }

    private static void CheckWeight(double weight, string noun)
    {
        if (!(weight > 0))
        {
            throw new InvalidOperationException($"There are no {noun} rows with a weight above 0; give at least one.");
        }
    }

    private string Rate => _program.LearningRate.ToString("G6", CultureInfo.InvariantCulture);

    private string Tenth => (_program.LearningRate / 10).ToString("G6", CultureInfo.InvariantCulture);

    private void Log(string line) => _options.Log?.Invoke(line);
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Measures the weights at the end of an epoch: on the validation data, or else on enough training rows to tell that they are sound.</summary>
internal sealed class Evaluator(TrainingProgram program, TrainingData training, TrainingData? validation, TrainingOptions options, DivergenceWatch watch)
{
    private const int MinimumValidationBatch = 256;

    /// <param name="scope">Where tensors are made meanwhile; it is reset.</param>
    /// <param name="loss">The mean loss over all validation rows; null without validation data.</param>
    /// <param name="metric">The objective's metric over them; null without validation data.</param>
    public EpochOutcome Run(TensorScope scope, out double? loss, out double? metric)
    {
        loss = metric = null;
        if (!watch.AreSound(program.Parameters.Concat(program.Buffers)))
        {
            return EpochOutcome.Diverged;
        }

        if (validation is null)
        {
            return IsSound(scope) ? EpochOutcome.Done : EpochOutcome.Diverged;
        }

        EpochOutcome outcome = Validate(validation, scope, out double validationLoss, out double validationMetric);
        (loss, metric) = (validationLoss, validationMetric);
        return outcome;
    }

    /// <summary>Throws where nothing counted in the loss.</summary>
    public static void CheckWeight(double weight, string noun)
    {
        if (!(weight > 0))
        {
            throw new InvalidOperationException($"There are no {noun} rows that count in the loss; give at least one a weight above 0, and for ranking a group with labels that differ.");
        }
    }

    private EpochOutcome Validate(TrainingData data, TensorScope scope, out double loss, out double metric)
    {
        loss = metric = double.NaN;
        double lossSum = 0;
        double lossWeight = 0;
        double metricSum = 0;
        double metricWeight = 0;
        int rows = Math.Max(options.BatchSize, MinimumValidationBatch);
        using BatchReader reader = data.Open(shuffle: null);
        while (true)
        {
            if (options.CancellationToken.IsCancellationRequested)
            {
                return EpochOutcome.Cancelled;
            }

            scope.Reset();
            if (reader.Read(scope, rows) is not { } batch)
            {
                break;
            }

            if (batch.TotalWeight > 0)
            {
                BatchEvaluation evaluation = program.Evaluate(batch);
                lossSum += evaluation.LossSum;
                lossWeight += evaluation.LossWeight;
                metricSum += evaluation.MetricSum;
                metricWeight += evaluation.MetricWeight;
            }
        }

        CheckWeight(lossWeight, "validation");
        loss = lossSum / lossWeight;
        metric = program.Metric(metricSum / metricWeight);
        return watch.IsSound(loss) ? EpochOutcome.Done : EpochOutcome.Diverged;
    }

    /// <summary>Whether the network still gives some training rows a loss that can be: an epoch's last steps may have spoilt it, and without validation data nothing else would tell.</summary>
    private bool IsSound(TensorScope scope)
    {
        using BatchReader reader = training.Open(shuffle: null);
        int measured = 0;
        while (measured < DivergenceWatch.MeasuredBatches)
        {
            scope.Reset();
            if (reader.Read(scope, options.BatchSize) is not { } batch)
            {
                break;
            }

            if (batch.TotalWeight > 0 && program.Evaluate(batch) is { LossWeight: > 0 } evaluation)
            {
                measured++;
                double loss = evaluation.LossSum / evaluation.LossWeight;
                if (watch.IsSound(loss) || !double.IsFinite(loss))
                {
                    return double.IsFinite(loss);
                }
            }
        }

        return false;
    }
}

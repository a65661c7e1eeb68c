using System.Diagnostics.CodeAnalysis;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What one step of training does. <see cref="TrainingLoop"/> calls it and knows nothing of networks, losses or optimisers.</summary>
public abstract class TrainingProgram
{
    /// <summary>The device that the batches are made on.</summary>
    public abstract Device Device { get; }

    /// <summary>Everything that training changes; the loop keeps the best values and never leaves values that are not finite.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The learning rate in force.</summary>
    public abstract float LearningRate { get; }

    /// <summary>What <see cref="Metric"/> is called.</summary>
    public abstract string MetricName { get; }

    /// <summary>Learns from a batch.</summary>
    /// <param name="batch">The rows; at least one has weight. Intermediate tensors may be made in its scope, which the loop resets after the step.</param>
    /// <returns>The mean loss over the batch before the step. If it is not finite, nothing has been changed.</returns>
    [SuppressMessage("Naming", "CA1716", Justification = "The field's name for it.")]
    public abstract float Step(Batch batch);

    /// <summary>Measures a batch without learning from it.</summary>
    /// <param name="batch">The rows; at least one has weight.</param>
    public abstract BatchEvaluation Evaluate(Batch batch);

    /// <summary>The metric from the mean of <see cref="BatchEvaluation.MetricSum"/> over all rows.</summary>
    /// <param name="mean">The weighted mean.</param>
    public virtual double Metric(double mean) => mean;
}

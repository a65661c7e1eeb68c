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

    /// <summary>What goes with the parameters without being learnt by gradients (running means); the loop keeps it together with them. Default none.</summary>
    public virtual IReadOnlyList<Parameter> Buffers => [];

    /// <summary>
    /// Whether nothing is pending between two batches; false while gradients of several batches are being added up. Checkpoints are written only
    /// when it is true. Default true.
    /// </summary>
    public virtual bool IsSettled => true;

    /// <summary>The learning rate of the last step; before the first one, that of the first.</summary>
    public abstract float LearningRate { get; }

    /// <summary>The mean norm of the gradients over the epoch's steps so far, before they are clipped; null where none is computed. Default null.</summary>
    public virtual double? GradientNorm => null;

    /// <summary>What <see cref="Metric"/> is called.</summary>
    public abstract string MetricName { get; }

    /// <summary>Called once before the first batch of a run, also of one that resumes (then before <see cref="Load"/>). Default: nothing.</summary>
    /// <param name="plan">How long the run is going to be.</param>
    public virtual void Start(TrainingPlan plan)
    {
    }

    /// <summary>Learns from a batch.</summary>
    /// <param name="batch">The rows; at least one has weight. Intermediate tensors may be made in its scope, which the loop resets after the step.</param>
    /// <returns>The mean loss over the batch before the step; not a number where the gradients are not finite. If it is not finite, nothing has been changed.</returns>
    [SuppressMessage("Naming", "CA1716", Justification = "The field's name for it.")]
    public abstract float Step(Batch batch);

    /// <summary>What <see cref="Step"/>'s loss of a batch counts in the epoch's mean. Default: the batch's row weights, added up.</summary>
    /// <param name="batch">The batch.</param>
    public virtual double LossWeight(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.TotalWeight;
    }

    /// <summary>Called after the last batch of an epoch: carries out what is pending. Default: nothing.</summary>
    /// <returns>False where that cannot be done, as the gradients are not finite: the run has diverged. Then nothing has been changed. Default true.</returns>
    public virtual bool EndEpoch() => true;

    /// <summary>
    /// Called before the weights are measured and kept; until <see cref="EndEvaluation"/> the parameters are to hold the weights that the run is to
    /// give, such as averaged ones. Default: nothing.
    /// </summary>
    public virtual void BeginEvaluation()
    {
    }

    /// <summary>Called after the weights were measured and kept: puts those back that training goes on with. Default: nothing.</summary>
    public virtual void EndEvaluation()
    {
    }

    /// <summary>Called at the end of each epoch with its validation loss, or its training loss where there is no validation data: for schedules that listen. Default: nothing.</summary>
    /// <param name="loss">The loss.</param>
    public virtual void Observe(double loss)
    {
    }

    /// <summary>
    /// Adds what a resumed run needs beside <see cref="Parameters"/> and <see cref="Buffers"/>: what optimisers have accumulated, averages, counters,
    /// random positions. Called when <see cref="IsSettled"/>. Default: nothing.
    /// </summary>
    /// <param name="state">Receives it.</param>
    public virtual void Save(TrainingState state)
    {
    }

    /// <summary>Takes back what <see cref="Save"/> added.</summary>
    /// <param name="state">What was saved.</param>
    /// <exception cref="InvalidDataException">It is of another run.</exception>
    public virtual void Load(TrainingState state)
    {
    }

    /// <summary>Measures a batch without learning from it.</summary>
    /// <param name="batch">The rows; at least one has weight.</param>
    public abstract BatchEvaluation Evaluate(Batch batch);

    /// <summary>The metric from the mean of <see cref="BatchEvaluation.MetricSum"/> over all rows.</summary>
    /// <param name="mean">The weighted mean.</param>
    public virtual double Metric(double mean) => mean;
}

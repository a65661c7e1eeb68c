using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What a network is trained for: the loss, how outputs become scores, and the metric that tells people how well it does.</summary>
public abstract record Objective
{
    /// <summary>Outputs that the network must have for one row.</summary>
    public abstract int OutputSize { get; }

    /// <summary>What the labels must be: Float32 values, or Int32 class indices.</summary>
    public abstract ElementType LabelType { get; }

    /// <summary>Label values of one row. Default 1.</summary>
    public virtual int LabelSize => 1;

    /// <summary>Whether the rows must be in groups, as <see cref="TrainingData.HasGroups"/> says. Default false.</summary>
    public virtual bool NeedsGroups => false;

    /// <summary>What the metric is called, such as "Accuracy".</summary>
    public abstract string MetricName { get; }

    /// <summary>Learns from the training data what must be known before the first step; by default there is nothing.</summary>
    /// <param name="training">The training data.</param>
    /// <returns>The objective to train with.</returns>
    public virtual Objective Fit(TrainingData training) => this;

    /// <summary>Throws where labels are none that this objective can learn.</summary>
    /// <param name="labels">Labels of a batch, `[batch, LabelSize]`; class indices as numbers.</param>
    /// <exception cref="ArgumentException">A label is not one that this objective can learn; the message names it and what was expected.</exception>
    public abstract void CheckLabels(ReadOnlySpan<float> labels);

    /// <summary>The mean loss over a batch, weighted by the row weights, as a tensor of one element.</summary>
    /// <param name="context">The run that the output came from.</param>
    /// <param name="output">The network's output, `[batch, OutputSize]`.</param>
    /// <param name="batch">The batch; at least one row has weight.</param>
    public abstract Tensor Loss(ForwardContext context, Tensor output, Batch batch);

    /// <summary>What <see cref="Loss"/> of a batch counts among those of others, for means over several batches. Default: the batch's row weights, added up.</summary>
    /// <param name="batch">The batch.</param>
    public virtual double LossWeight(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.TotalWeight;
    }

    /// <summary>What prediction returns, `[batch, OutputSize]`; by default the outputs themselves.</summary>
    /// <param name="context">The run that the output came from.</param>
    /// <param name="output">The network's output, `[batch, OutputSize]`.</param>
    public virtual Tensor Scores(ForwardContext context, Tensor output) => output;

    /// <summary>What one row adds to the metric. Overridden by every objective that does not override <see cref="BatchMetric"/>.</summary>
    /// <param name="scores">The row's scores, `[OutputSize]`.</param>
    /// <param name="label">The row's label, `[LabelSize]`; a class index as a number.</param>
    /// <exception cref="NotSupportedException">The metric is not one of rows.</exception>
    public virtual double RowMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> label) =>
        throw new NotSupportedException($"{MetricName} of {GetType().Name} is not a metric of single rows: ask BatchMetric, or override one of the two.");

    /// <summary>
    /// What a batch adds to the metric, and what that counts. By default <see cref="RowMetric"/> of each row times its weight, and the weights; overridden where the
    /// metric is not one of rows.
    /// </summary>
    /// <param name="scores">The batch's scores, `[batch, OutputSize]`.</param>
    /// <param name="labels">The batch's labels, `[batch, LabelSize]`; class indices as numbers.</param>
    /// <param name="weights">The row weights; empty where each row counts once.</param>
    /// <param name="batch">The batch, for its groups.</param>
    public virtual (double Sum, double Weight) BatchMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int width = OutputSize;
        int labelSize = LabelSize;
        double sum = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight > 0)
            {
                sum += weight * RowMetric(scores.Slice(i * width, width), labels.Slice(i * labelSize, labelSize));
            }
        }

        return (sum, batch.TotalWeight);
    }

    /// <summary>The metric from the weighted mean over all batches of <see cref="BatchMetric"/>; by default that mean.</summary>
    /// <param name="mean">The mean over all rows, or groups.</param>
    public virtual double Metric(double mean) => mean;

    /// <summary>Throws where a value is out of its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public virtual void Validate() => Internals.OptionRanges.Check(this);
}

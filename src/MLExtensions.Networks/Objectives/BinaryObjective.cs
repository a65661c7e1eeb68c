using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Yes or no: one output, the log-odds of yes, trained by binary cross-entropy on labels 0 and 1.</summary>
/// <remarks>loss = -y log p - (1 - y) log(1 - p), p = 1 / (1 + exp(-score)). The score is the log-odds; <see cref="Probability"/> gives p.</remarks>
public sealed record BinaryObjective : Objective
{
    private static readonly BinaryCrossEntropyWithLogits CrossEntropy = new();

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Float32;

    /// <inheritdoc/>
    public override string MetricName => "Accuracy";

    /// <summary>The probability of yes for a score.</summary>
    /// <param name="score">The log-odds, as prediction returns them.</param>
    public static float Probability(float score)
    {
        // exp of what is negative: it cannot overflow, and small probabilities keep their digits.
        float odds = MathF.Exp(-MathF.Abs(score));
        return (score >= 0 ? 1 : odds) / (1 + odds);
    }

    /// <inheritdoc/>
    public override void CheckLabels(ReadOnlySpan<float> labels)
    {
        foreach (float label in labels)
        {
            if (label is not (0f or 1f))
            {
                throw new ArgumentException($"A label is {label}; binary classification takes 0 and 1.", nameof(labels));
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch) => context.RunLoss(CrossEntropy, output, batch.Labels, batch.Weights);

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, float label) => scores[0] > 0 == label > 0 ? 1 : 0;
}

using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Yes or no: one output, the log-odds of yes, trained by binary cross-entropy on labels 0 and 1.</summary>
/// <remarks>
/// loss = -w y log p - (1 - y) log(1 - p), p = 1 / (1 + exp(-score)), w the positive weight. The score is the log-odds; <see cref="Probability"/> gives p.
/// </remarks>
public sealed record BinaryObjective : Objective
{
    private static readonly BinaryCrossEntropyWithLogits CrossEntropy = new();
    private static readonly BinaryCrossEntropyWithLogits WeightedCrossEntropy = new() { HasPositiveWeights = true };

    private readonly float _positiveWeight = 1;

    // Made once and not for every batch; null where all rows count alike.
    private readonly Parameter? _weights;

    /// <summary>How much more a row of label 1 counts in the loss than one of label 0. Default 1; more than 0.</summary>
    /// <remarks>The number of rows of label 0 by that of label 1 makes both labels count the same.</remarks>
    [Range(0.0, float.MaxValue, MinimumIsExclusive = true)]
    public float PositiveWeight
    {
        get => _positiveWeight;
        init
        {
            _positiveWeight = value;
            _weights = value == 1 ? null : FrozenValues.Create("positive_weight", [value]);
        }
    }

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
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch) => _weights is null
        ? context.RunLoss(CrossEntropy, output, batch.Labels, batch.Weights)
        : context.RunLoss(WeightedCrossEntropy, output, batch.Labels, batch.Weights, _weights.Tensor);

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, float label) => scores[0] > 0 == label > 0 ? 1 : 0;

    /// <summary>Whether both have the same positive weight.</summary>
    public bool Equals(BinaryObjective? other) => other is not null && _positiveWeight.Equals(other._positiveWeight);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(BinaryObjective), _positiveWeight);
}

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>Yes or no, once or for several labels that may all be true of a row: an output a label, its log-odds of yes, trained by binary cross-entropy on labels 0 and 1.</summary>
/// <remarks>
/// loss = the mean over labels of -w y log p - (1 - y) log(1 - p), p = 1 / (1 + exp(-score)), w the label's positive weight. The score is the log-odds;
/// <see cref="Probability"/> gives p. The metric is the share of labels for which p is on the right side of 1/2: accuracy, which for several labels is
/// 1 - Hamming loss.
/// </remarks>
public sealed record BinaryObjective : Objective
{
    private static readonly BinaryCrossEntropyWithLogits CrossEntropy = new();
    private static readonly BinaryCrossEntropyWithLogits WeightedCrossEntropy = new() { HasPositiveWeights = true };

    private readonly float _positiveWeight = 1;
    private readonly ImmutableArray<float>? _positiveWeights;

    // Made once and not for every batch; null where all rows count alike.
    private readonly Parameter? _weight;
    private readonly Parameter? _weights;

    /// <summary>How many labels a row has. Default 1; at most 16,777,216.</summary>
    [Range(1, 1 << 24)]
    public int LabelCount { get; init; } = 1;

    /// <summary>How much more a label of 1 counts in the loss than one of 0, for every label alike. Default 1; more than 0.</summary>
    /// <remarks>The number of rows of label 0 by that of label 1 makes both count the same; <see cref="BalanceClasses"/> takes it from the training data.</remarks>
    [Range(0.0, float.MaxValue, MinimumIsExclusive = true)]
    public float PositiveWeight
    {
        get => _positiveWeight;
        init
        {
            _positiveWeight = value;
            _weight = value == 1 ? null : FrozenValues.Create("positive_weight", [value]);
        }
    }

    /// <summary><see cref="PositiveWeight"/> for each label on its own, more than 0; null, the default, where that goes for all. Not together with it.</summary>
    public IReadOnlyList<float>? PositiveWeights
    {
        get => _positiveWeights;
        init
        {
            _positiveWeights = value is null ? null : [.. value];
            _weights = value is { Count: > 0 } ? FrozenValues.Create("positive_weights", _positiveWeights!.Value.AsSpan()) : null;
        }
    }

    /// <summary>
    /// Whether training takes <see cref="PositiveWeights"/> from the training data, so that for each label the rows of 0 and those of 1 count the same: the row
    /// weights of the former by those of the latter; 1 where a label has rows of one kind only. Default false. Weights that are given stay.
    /// </summary>
    public bool BalanceClasses { get; init; }

    /// <inheritdoc/>
    public override int OutputSize => LabelCount;

    /// <inheritdoc/>
    public override int LabelSize => LabelCount;

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

    /// <summary>This objective with the positive weights of the training labels where <see cref="BalanceClasses"/> asks for them; else itself.</summary>
    /// <param name="training">The training data.</param>
    /// <exception cref="ArgumentException">A label is not 0 or 1.</exception>
    public override Objective Fit(TrainingData training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (!BalanceClasses || PositiveWeights is not null || PositiveWeight != 1)
        {
            return this;
        }

        double total = 0;
        double[] positive = new double[LabelCount];
        LabelPass.Run(training, this, (labels, weight) =>
        {
            total += weight;
            for (int i = 0; i < labels.Length; i++)
            {
                positive[i] += weight * labels[i];
            }
        });
        return this with { PositiveWeights = [.. positive.Select(yes => yes > 0 && yes < total ? (float)((total - yes) / yes) : 1)] };
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
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch) => (_weights ?? _weight) is { } weights
        ? context.RunLoss(WeightedCrossEntropy, output, batch.Labels, batch.Weights, weights.Tensor)
        : context.RunLoss(CrossEntropy, output, batch.Labels, batch.Weights);

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> label)
    {
        int right = 0;
        for (int i = 0; i < label.Length; i++)
        {
            right += scores[i] > 0 == label[i] > 0 ? 1 : 0;
        }

        return (double)right / label.Length;
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (_positiveWeights is not { } weights)
        {
            return;
        }

        if (weights.Length != LabelCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(PositiveWeights), $"PositiveWeights has {weights.Length} weights; expected one for each label, of which LabelCount says there are {LabelCount}.");
        }

        if (weights.Any(weight => !(weight > 0 && float.IsFinite(weight))))
        {
            throw new ArgumentOutOfRangeException(nameof(PositiveWeights), $"PositiveWeights is [{string.Join(", ", weights)}]; expected finite numbers above 0.");
        }

        if (PositiveWeight != 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(PositiveWeight), $"PositiveWeight is {PositiveWeight} and PositiveWeights is [{string.Join(", ", weights)}]; expected one of them. Leave PositiveWeight at 1.");
        }
    }

    /// <summary>Whether both have the same labels and weights.</summary>
    public bool Equals(BinaryObjective? other) => other is not null && LabelCount == other.LabelCount && BalanceClasses == other.BalanceClasses
        && _positiveWeight.Equals(other._positiveWeight)
        && _positiveWeights.HasValue == other._positiveWeights.HasValue
        && (_positiveWeights is null || _positiveWeights.Value.SequenceEqual(other._positiveWeights!.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(typeof(BinaryObjective), LabelCount, BalanceClasses, _positiveWeight, _positiveWeights?.Length);
}

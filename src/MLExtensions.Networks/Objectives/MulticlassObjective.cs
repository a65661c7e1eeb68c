using System.Buffers;
using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>One of several classes: an output a class, trained by cross-entropy on class indices; scores are softmax probabilities.</summary>
/// <remarks>
/// loss = -(1 - e) c_label log p_label - e / classes sum_k c_k log p_k, p = softmax(outputs), with label smoothing e and class weights c; the mean is by row weight
/// times c_label, as torch.nn.CrossEntropyLoss has it.
/// </remarks>
public sealed record MulticlassObjective : Objective
{
    private static readonly Softmax Softmax = new();

    private readonly float _labelSmoothing;
    private readonly ImmutableArray<float>? _classWeights;

    // Made once and not for every batch; they follow from smoothing and weights.
    private readonly CrossEntropy _crossEntropy = new();
    private readonly Parameter? _weights;

    /// <summary>Makes the objective.</summary>
    /// <param name="classCount">How many classes there are; 1 to 16,777,216.</param>
    public MulticlassObjective(int classCount)
    {
        ClassCount = classCount;
        Validate();
    }

    /// <summary>How many classes there are; 1 to 16,777,216. Labels run from 0 to one less.</summary>
    [Range(1, 1 << 24)]
    public int ClassCount { get; init; }

    /// <summary>The part of each label's probability that is spread evenly over all classes, against overconfidence. Default 0; at least 0 and less than 1.</summary>
    /// <remarks>Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016.</remarks>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float LabelSmoothing
    {
        get => _labelSmoothing;
        init
        {
            _labelSmoothing = value;

            // What is out of range is refused by Validate, which names it.
            _crossEntropy = _crossEntropy with { LabelSmoothing = value is >= 0 and <= 1 ? value : 0 };
        }
    }

    /// <summary>How much rows of each class count in the loss, one a class, 0 or more, at least one above 0; null where all count alike. Default null.</summary>
    public IReadOnlyList<float>? ClassWeights
    {
        get => _classWeights;
        init
        {
            _classWeights = value is null ? null : [.. value];
            _weights = value is { Count: > 0 } ? FrozenValues.Create("class_weights", _classWeights!.Value.AsSpan()) : null;
            _crossEntropy = _crossEntropy with { HasClassWeights = _weights is not null };
        }
    }

    /// <summary>
    /// Whether training takes <see cref="ClassWeights"/> from the training data, so that all classes count the same: a class's weight is the rows' weight by the
    /// number of classes that have rows and by the weight of the class's own rows; 1 for a class without rows. Default false. Weights that are given stay.
    /// </summary>
    public bool BalanceClasses { get; init; }

    /// <inheritdoc/>
    public override int OutputSize => ClassCount;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Int32;

    /// <inheritdoc/>
    public override string MetricName => "Accuracy";

    /// <summary>This objective with the class weights of the training labels where <see cref="BalanceClasses"/> asks for them; else itself.</summary>
    /// <param name="training">The training data.</param>
    /// <exception cref="ArgumentException">A label is none of the classes, or no row has weight.</exception>
    public override Objective Fit(TrainingData training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (!BalanceClasses || ClassWeights is not null)
        {
            return this;
        }

        double total = 0;
        double[] counts = new double[ClassCount];
        LabelPass.Run(training, this, (label, weight) =>
        {
            total += weight;
            counts[(int)label[0]] += weight;
        });
        int present = counts.Count(count => count > 0);
        return this with { ClassWeights = [.. counts.Select(count => count > 0 ? (float)(total / (present * count)) : 1)] };
    }

    /// <inheritdoc/>
    public override void CheckLabels(ReadOnlySpan<float> labels)
    {
        foreach (float label in labels)
        {
            if (!(label >= 0 && label < ClassCount))
            {
                throw new ArgumentException($"A label is {label}; with {ClassCount} classes, labels are 0 to {ClassCount - 1}.", nameof(labels));
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch) => context.RunLoss(_crossEntropy, output, batch.Labels, batch.Weights, _weights?.Tensor);

    /// <summary>The row weights, each times its class's weight, added up.</summary>
    /// <param name="batch">The batch.</param>
    public override double LossWeight(Batch batch)
    {
        if (_classWeights is not { } classWeights)
        {
            return base.LossWeight(batch);
        }

        ArgumentNullException.ThrowIfNull(batch);
        int[] labels = ArrayPool<int>.Shared.Rent(batch.Count);
        float[] weights = ArrayPool<float>.Shared.Rent(batch.Count);
        batch.Labels.CopyTo(labels.AsSpan(0, batch.Count));
        batch.Weights?.CopyTo(weights.AsSpan(0, batch.Count));
        double sum = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            double weight = batch.Weights is null ? 1 : weights[i];
            sum += weight > 0 ? weight * classWeights[labels[i]] : 0;
        }

        ArrayPool<int>.Shared.Return(labels);
        ArrayPool<float>.Shared.Return(weights);
        return sum;
    }

    /// <inheritdoc/>
    public override Tensor Scores(ForwardContext context, Tensor output) => context.Run(Softmax, output);

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> label)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best == (int)label[0] ? 1 : 0;
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (_classWeights is not { } weights)
        {
            return;
        }

        if (weights.Length != ClassCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ClassWeights), $"ClassWeights has {weights.Length} weights; expected one for each of the {ClassCount} classes.");
        }

        if (weights.Any(weight => !(weight >= 0 && float.IsFinite(weight))) || weights.All(weight => weight == 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ClassWeights), $"ClassWeights is [{string.Join(", ", weights)}]; expected finite numbers that are 0 or more, at least one above 0.");
        }
    }

    /// <summary>Whether both have the same classes, smoothing and weights.</summary>
    public bool Equals(MulticlassObjective? other) => other is not null && ClassCount == other.ClassCount && BalanceClasses == other.BalanceClasses && _labelSmoothing.Equals(other._labelSmoothing)
        && _classWeights.HasValue == other._classWeights.HasValue
        && (_classWeights is null || _classWeights.Value.SequenceEqual(other._classWeights!.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ClassCount, BalanceClasses, _labelSmoothing, _classWeights?.Length);
}

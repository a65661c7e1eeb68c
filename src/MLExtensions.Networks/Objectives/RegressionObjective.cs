using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A number, or several: an output each, trained on scaled labels; scores are in the labels' own units.</summary>
/// <remarks>
/// The network is trained on (label - mean) / scale, mean and scale of each label value taken from the training labels, and its scores are
/// output * scale + mean: so neither rates nor first weights depend on the labels' units, and each of several label values counts alike in the loss, which is
/// the mean over all of them. With <see cref="PoissonLoss"/> the mean that is subtracted is 0, and the scale is the labels' mean.
/// The metric is of all label values together, in their own units.
/// </remarks>
public sealed record RegressionObjective : Objective
{
    private readonly ImmutableArray<float> _labelMeans = [];
    private readonly ImmutableArray<float> _labelScales = [];

    // Made once and not for every prediction; it follows from means and scales.
    private readonly LabelScaling _scaling = new([], []);

    /// <summary>An objective whose means and scales are taken from the training labels when training starts.</summary>
    public RegressionObjective()
    {
    }

    /// <summary>An objective for one label value, with a given mean and scale.</summary>
    /// <param name="labelMean">What is subtracted from the labels.</param>
    /// <param name="labelScale">What the labels are then divided by; more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite, or the scale not above 0.</exception>
    public RegressionObjective(float labelMean, float labelScale)
    {
        LabelMeans = [labelMean];
        LabelScales = [labelScale];
        Validate();
    }

    /// <summary>Label values of one row. Default 1; at most 16,777,216.</summary>
    [Range(1, 1 << 24)]
    public int OutputCount { get; init; } = 1;

    /// <summary>What training makes small. Default <see cref="SquaredLoss"/>.</summary>
    public RegressionLoss LossFunction { get; init; } = new SquaredLoss();

    /// <summary>Whether means and scales are known. If not, training takes them from the training labels.</summary>
    public bool IsFitted => !_labelMeans.IsEmpty;

    /// <summary>
    /// What is subtracted from the labels, one a label value: the weighted mean of the training labels, or 0 with <see cref="PoissonLoss"/>. Finite. Default empty: not known yet.
    /// </summary>
    public IReadOnlyList<float> LabelMeans
    {
        get => _labelMeans;
        init
        {
            _labelMeans = [.. value];
            _scaling = Scaling();
        }
    }

    /// <summary>
    /// What the labels are then divided by, one a label value: the weighted standard deviation of the training labels, or with <see cref="PoissonLoss"/> their mean; 1 where
    /// that is 0. More than 0. Default empty: not known yet.
    /// </summary>
    public IReadOnlyList<float> LabelScales
    {
        get => _labelScales;
        init
        {
            _labelScales = [.. value];
            _scaling = Scaling();
        }
    }

    /// <inheritdoc/>
    public override int OutputSize => OutputCount * LossFunction.OutputsPerLabel;

    /// <inheritdoc/>
    public override int LabelSize => OutputCount;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Float32;

    /// <summary>What the metric is called: the loss function says which it is.</summary>
    public override string MetricName => LossFunction.MetricName;

    /// <summary>This objective with means and scales of the training labels; itself where it already has them.</summary>
    /// <param name="training">The training data.</param>
    /// <exception cref="ArgumentException">No row has weight, or a label is none that the loss function can learn.</exception>
    public override Objective Fit(TrainingData training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (IsFitted)
        {
            return this;
        }

        // West, "Updating Mean and Variance Estimates: An Improved Method", 1979: one pass, and a constant label has variance 0 exactly.
        double total = 0;
        double[] means = new double[OutputCount];
        double[] squares = new double[OutputCount];
        LabelPass.Run(training, this, (label, weight) =>
        {
            total += weight;
            for (int i = 0; i < label.Length; i++)
            {
                double difference = label[i] - means[i];
                means[i] += difference * weight / total;
                squares[i] += weight * difference * (label[i] - means[i]);
            }
        });

        bool isCentred = LossFunction.IsCentred;
        float[] scales = [.. means.Zip(squares, (mean, square) => (float)(isCentred ? Math.Sqrt(square / total) : mean)).Select(scale => float.IsNormal(scale) ? scale : 1)];
        return this with { LabelMeans = [.. means.Select(mean => isCentred ? (float)mean : 0)], LabelScales = scales };
    }

    /// <inheritdoc/>
    public override void CheckLabels(ReadOnlySpan<float> labels)
    {
        foreach (float label in labels)
        {
            LossFunction.CheckLabel(label);
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(batch);
        return LossFunction.Mean(context, output, _scaling.ToScaled(context, batch.Labels), batch.Weights);
    }

    /// <summary>What prediction returns, `[batch, OutputSize]`, in the labels' units; with <see cref="GaussianLoss"/> the means of all label values, then their standard deviations.</summary>
    /// <param name="context">The run that the output came from.</param>
    /// <param name="output">The network's output, `[batch, OutputSize]`.</param>
    public override Tensor Scores(ForwardContext context, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(context);
        return LossFunction.Scores(context, output, _scaling);
    }

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> label)
    {
        double sum = 0;
        for (int i = 0; i < label.Length; i++)
        {
            sum += LossFunction.Measure(scores[i], label[i]);
        }

        return sum / label.Length;
    }

    /// <inheritdoc/>
    public override double Metric(double mean) => LossFunction.Metric(mean);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionRanges.Check(LossFunction);
        CheckList(nameof(LabelMeans), _labelMeans, float.IsFinite, "finite numbers");
        CheckList(nameof(LabelScales), _labelScales, scale => scale > 0 && float.IsFinite(scale), "finite numbers above 0");
        if (_labelMeans.Length != _labelScales.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(LabelMeans), $"LabelMeans has {_labelMeans.Length} numbers and LabelScales {_labelScales.Length}; expected one each for every label value, or none.");
        }
    }

    /// <summary>Whether both have the same loss, label values, means and scales.</summary>
    public bool Equals(RegressionObjective? other) => other is not null && OutputCount == other.OutputCount && LossFunction == other.LossFunction
        && _labelMeans.SequenceEqual(other._labelMeans) && _labelScales.SequenceEqual(other._labelScales);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(OutputCount, LossFunction, IsFitted ? _labelMeans[0] : 0);

    private void CheckList(string name, ImmutableArray<float> values, Predicate<float> isSound, string expected)
    {
        if (values.Length != 0 && values.Length != OutputCount)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} has {values.Length} numbers; expected one for each label value, of which OutputCount says there are {OutputCount}, or none.");
        }

        if (values.FirstOrDefault(value => !isSound(value), 1) is var bad && !isSound(bad))
        {
            throw new ArgumentOutOfRangeException(name, $"{name} has {bad}; expected {expected}.");
        }
    }

    // Means and scales are set one after the other.
    private LabelScaling Scaling() => _labelMeans.Length == _labelScales.Length ? new LabelScaling(_labelMeans.AsSpan(), _labelScales.AsSpan()) : _scaling;
}

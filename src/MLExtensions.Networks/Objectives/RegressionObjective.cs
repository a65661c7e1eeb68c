using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>A number: one output, trained by squared error on standardised labels; scores are in the labels' own units.</summary>
/// <remarks>loss = (output - (label - LabelMean) / LabelScale)^2, score = output * LabelScale + LabelMean.</remarks>
public sealed record RegressionObjective : Objective
{
    private const int FitRows = 1024;

    private static readonly MeanSquaredError SquaredError = new();

    private readonly float _labelMean;
    private readonly float _labelScale = 1;

    // Made once and not for every prediction; they follow from mean and scale.
    private readonly Affine _toStandard = new();
    private readonly Affine _toLabels = new();

    /// <summary>An objective whose mean and scale are taken from the training labels when training starts.</summary>
    public RegressionObjective()
    {
    }

    /// <summary>An objective with a given mean and scale.</summary>
    /// <param name="labelMean">What is subtracted from the labels.</param>
    /// <param name="labelScale">What the labels are then divided by; more than 0.</param>
    public RegressionObjective(float labelMean, float labelScale)
    {
        LabelMean = labelMean;
        LabelScale = labelScale;
        Validate();
    }

    /// <summary>Whether mean and scale are known. If not, training takes them from the training labels.</summary>
    // In a file it comes last, because mean and scale set it.
    [JsonInclude]
    [JsonPropertyOrder(1)]
    public bool IsFitted { get; private init; }

    /// <summary>The weighted mean of the training labels. Default 0; finite.</summary>
    [Range(float.MinValue, float.MaxValue)]
    public float LabelMean
    {
        get => _labelMean;
        init
        {
            _labelMean = value;
            (_toStandard, _toLabels) = Maps();
            IsFitted = true;
        }
    }

    /// <summary>The weighted standard deviation of the training labels; 1 where all labels are the same. Default 1; more than 0.</summary>
    [Range(0.0, float.MaxValue, MinimumIsExclusive = true)]
    public float LabelScale
    {
        get => _labelScale;
        init
        {
            _labelScale = value;
            (_toStandard, _toLabels) = Maps();
            IsFitted = true;
        }
    }

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Float32;

    /// <inheritdoc/>
    public override string MetricName => "RootMeanSquaredError";

    /// <summary>This objective with mean and scale of the training labels; itself where it already has them.</summary>
    /// <param name="training">The training data.</param>
    /// <exception cref="ArgumentException">No row has weight.</exception>
    public override Objective Fit(TrainingData training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (IsFitted)
        {
            return this;
        }

        // West, "Updating Mean and Variance Estimates: An Improved Method", 1979: one pass, and a constant label has variance 0 exactly.
        double total = 0;
        double mean = 0;
        double squares = 0;
        float[] labels = new float[FitRows];
        float[] weights = new float[FitRows];
        using var scope = new TensorScope(CpuDevice.Default);
        using BatchReader reader = training.Open(shuffle: null);
        while (reader.Read(scope, FitRows) is { } batch)
        {
            batch.Labels.CopyTo(labels.AsSpan(0, batch.Count));
            weights.AsSpan().Fill(1);
            batch.Weights?.CopyTo(weights.AsSpan(0, batch.Count));
            for (int i = 0; i < batch.Count; i++)
            {
                if (weights[i] > 0)
                {
                    total += weights[i];
                    double difference = labels[i] - mean;
                    mean += difference * weights[i] / total;
                    squares += weights[i] * difference * (labels[i] - mean);
                }
            }

            scope.Reset();
        }

        if (total == 0)
        {
            throw new ArgumentException("Every row's weight is 0, so there is nothing to learn from; give at least one row a weight above 0.", nameof(training));
        }

        float scale = (float)Math.Sqrt(squares / total);
        return new RegressionObjective((float)mean, float.IsNormal(scale) ? scale : 1);
    }

    /// <inheritdoc/>
    public override void CheckLabels(ReadOnlySpan<float> labels)
    {
        foreach (float label in labels)
        {
            if (!float.IsFinite(label))
            {
                throw new ArgumentException($"A label is {label}; regression takes finite numbers. Leave out rows without a label.", nameof(labels));
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(batch);
        return context.RunLoss(SquaredError, output, context.Run(_toStandard, batch.Labels), batch.Weights);
    }

    /// <inheritdoc/>
    public override Tensor Scores(ForwardContext context, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Run(_toLabels, output);
    }

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, float label)
    {
        double error = (double)scores[0] - label;
        return error * error;
    }

    /// <inheritdoc/>
    public override double Metric(double mean) => Math.Sqrt(mean);

    private (Affine ToStandard, Affine ToLabels) Maps() => (
        new Affine { Factor = 1 / (double)_labelScale, Summand = -_labelMean / (double)_labelScale },
        new Affine { Factor = _labelScale, Summand = _labelMean });
}

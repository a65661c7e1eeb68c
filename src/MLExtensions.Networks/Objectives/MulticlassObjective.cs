using System.ComponentModel.DataAnnotations;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>One of several classes: an output a class, trained by cross-entropy on class indices; scores are softmax probabilities.</summary>
/// <remarks>loss = -log p_label, p = softmax(outputs).</remarks>
public sealed record MulticlassObjective : Objective
{
    private static readonly CrossEntropy CrossEntropy = new();
    private static readonly Softmax Softmax = new();

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

    /// <inheritdoc/>
    public override int OutputSize => ClassCount;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Int32;

    /// <inheritdoc/>
    public override string MetricName => "Accuracy";

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
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch) => context.RunLoss(CrossEntropy, output, batch.Labels, batch.Weights);

    /// <inheritdoc/>
    public override Tensor Scores(ForwardContext context, Tensor output) => context.Run(Softmax, output);

    /// <inheritdoc/>
    public override double RowMetric(ReadOnlySpan<float> scores, float label)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best == (int)label ? 1 : 0;
    }
}

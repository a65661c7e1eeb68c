using System.Buffers;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks;

/// <summary>An order of the rows of each group, such as the documents found for a query: one score, higher for what belongs further up, learnt from pairs of a group.</summary>
/// <remarks>
/// loss = log(1 + exp(score_j - score_i)) for every two rows of a group of which i has the higher label: the negative log-likelihood of i before j under
/// P = 1 / (1 + exp(score_j - score_i)). <see cref="LossFunction"/> says how much each pair counts.
/// <para>
/// The loss is the weighted mean over a group's pairs, then the mean over groups, not over all pairs: as in the metric every group counts the same, else a group
/// of ten times as many rows would count a hundred times as much. A pair counts by the product of its rows' weights and a group by the mean of its rows' weights,
/// so weights that are the same within a group weigh the groups; a row of weight 0 is as if it were not there. A group whose labels are all the same has no pairs and no say.
/// </para>
/// <para>
/// Labels are grades of relevance, 0 to 100. The metric is "NDCG@10": gains 2^label - 1, each divided by log2(place + 1), added up over the first ten places and divided
/// by the same of the best order; the mean over the groups that have a label above 0. Rows of the same score share the gains of their places.
/// </para>
/// <para>
/// Memory grows with the rows of a group, not with its pairs, which are gone through outside of the tape: what the tape records is the loss's tangent at the present scores, which has its value and its
/// gradient.
/// </para>
/// </remarks>
public sealed record RankingObjective : Objective
{
    /// <summary>The highest label.</summary>
    public const float MaximumLabel = 100;

    private static readonly Sum SumOfRows = new() { Axes = [0] };
    private static readonly Shape s_scalar = [1];

    /// <summary>How much each pair counts. Default <see cref="RankingLoss.LambdaRank"/>.</summary>
    public RankingLoss LossFunction { get; init; } = RankingLoss.LambdaRank;

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override ElementType LabelType => ElementType.Float32;

    /// <summary>True: pairs are of rows of one group.</summary>
    public override bool NeedsGroups => true;

    /// <inheritdoc/>
    public override string MetricName => "NDCG@10";

    /// <inheritdoc/>
    public override void CheckLabels(ReadOnlySpan<float> labels)
    {
        foreach (float label in labels)
        {
            if (label is not (>= 0 and <= MaximumLabel))
            {
                throw new ArgumentException($"A label is {label}; ranking takes grades of relevance from 0 to {MaximumLabel}, the higher the further up.", nameof(labels));
            }
        }
    }

    /// <inheritdoc/>
    public override Tensor Loss(ForwardContext context, Tensor output, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(batch);
        int count = batch.Count;
        float[] scores = ArrayPool<float>.Shared.Rent(count);
        float[] slopes = ArrayPool<float>.Shared.Rent(count);
        try
        {
            Span<float> slope = slopes.AsSpan(0, count);
            output.CopyTo(scores.AsSpan(0, count));
            using var pairs = new GroupPairs(batch);
            double loss = pairs.Loss(scores.AsSpan(0, count), LossFunction, slope);
            if (context.Tape is null)
            {
                return context.Scope.From([(float)loss], s_scalar);
            }

            // loss(s) = loss(now) + slope (s - now)
            double atNow = 0;
            for (int i = 0; i < count; i++)
            {
                atNow += (double)slope[i] * scores[i];
            }

            Tensor along = context.Run(SumOfRows, context.Multiply(output, context.Scope.From(slope, output.Shape)));
            return context.Add(along, context.Scope.From([(float)(loss - atNow)], s_scalar));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<float>.Shared.Return(slopes);
        }
    }

    /// <summary>The weights of the groups that have pairs, added up.</summary>
    /// <param name="batch">The batch.</param>
    public override double LossWeight(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var pairs = new GroupPairs(batch);
        return pairs.Weight();
    }

    /// <summary>The NDCG of each group that has a label above 0, times the group's weight, and those weights.</summary>
    /// <param name="scores">The batch's scores.</param>
    /// <param name="labels">The batch's labels.</param>
    /// <param name="weights">The row weights; empty where each row counts once.</param>
    /// <param name="batch">The batch, for its groups.</param>
    public override (double Sum, double Weight) BatchMetric(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        double sum = 0;
        double total = 0;
        foreach (Range group in new GroupRanges(batch.Groups.Span))
        {
            ReadOnlySpan<float> own = weights.IsEmpty ? default : weights[group];
            if (GroupPairs.GroupWeight(own) is > 0 and var weight && DiscountedGain.Normalized(scores[group], labels[group], own) is { } gain)
            {
                sum += weight * gain;
                total += weight;
            }
        }

        return (sum, total);
    }
}

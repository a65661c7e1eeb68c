using System.Buffers;
using MLExtensions.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>The pairs of rows of one group with different labels, of all groups of a batch.</summary>
internal readonly struct GroupPairs : IDisposable
{
    private readonly Batch _batch;
    private readonly float[] _labels;
    private readonly float[]? _weights;

    public GroupPairs(Batch batch)
    {
        _batch = batch;
        if (batch.Groups.IsEmpty)
        {
            throw new ArgumentException("The batch has no groups; ranking learns the order within groups. Give each row its group's number.", nameof(batch));
        }

        _labels = Copy(batch.Labels);
        _weights = batch.Weights is { } weights ? Copy(weights) : null;
    }

    /// <summary>What a group counts: the mean weight of its rows that have any; 0 where none has.</summary>
    /// <param name="weights">The rows' weights; empty where each counts once.</param>
    public static double GroupWeight(ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty)
        {
            return 1;
        }

        double sum = 0;
        int count = 0;
        foreach (float weight in weights)
        {
            if (weight > 0)
            {
                sum += weight;
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The weights of the groups that have pairs, added up.</summary>
    public double Weight()
    {
        double sum = 0;
        foreach (Range group in new GroupRanges(_batch.Groups.Span))
        {
            sum += Weight(group);
        }

        return sum;
    }

    /// <summary>The mean loss over the groups that have pairs; 0 where none has.</summary>
    /// <param name="scores">The rows' scores.</param>
    /// <param name="loss">How much each pair counts.</param>
    /// <param name="slopes">Receives the derivative by each score.</param>
    public double Loss(ReadOnlySpan<float> scores, RankingLoss loss, Span<float> slopes)
    {
        slopes.Clear();
        double total = Weight();
        if (total == 0)
        {
            return 0;
        }

        double sum = 0;
        foreach (Range group in new GroupRanges(_batch.Groups.Span))
        {
            double weight = Weight(group);
            if (weight > 0)
            {
                double share = weight / total;
                Span<float> slope = slopes[group];
                sum += share * PairwiseLoss.Mean(scores[group], Labels(group), Weights(group), loss, slope);
                TensorPrimitives.Multiply(slope, (float)share, slope);
            }
        }

        return sum;
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_labels);
        if (_weights is not null)
        {
            ArrayPool<float>.Shared.Return(_weights);
        }
    }

    private static float[] Copy(Tensor tensor)
    {
        int length = checked((int)tensor.Shape.Length);
        float[] values = ArrayPool<float>.Shared.Rent(length);
        tensor.CopyTo(values.AsSpan(0, length));
        return values;
    }

    private ReadOnlySpan<float> Labels(Range group) => _labels.AsSpan(0, _batch.Count)[group];

    private ReadOnlySpan<float> Weights(Range group) => _weights is null ? default : _weights.AsSpan(0, _batch.Count)[group];

    private double Weight(Range group)
    {
        ReadOnlySpan<float> labels = Labels(group);
        ReadOnlySpan<float> weights = Weights(group);
        int first = -1;
        for (int i = 0; i < labels.Length; i++)
        {
            if (!weights.IsEmpty && !(weights[i] > 0))
            {
                continue;
            }

            first = first < 0 ? i : first;
            if (labels[i] != labels[first])
            {
                return GroupWeight(weights);
            }
        }

        return 0;
    }
}

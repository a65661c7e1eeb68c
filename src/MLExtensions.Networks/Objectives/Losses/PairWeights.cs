using System.Buffers;

namespace MLExtensions.Networks;

/// <summary>How much each pair of a group counts, rows' weights aside.</summary>
internal readonly struct PairWeights : IDisposable
{
    // Of each row, where places count: what it is worth, and what its place takes of that.
    private readonly double[]? _gains;
    private readonly double[]? _discounts;

    /// <param name="scores">The scores of the group's rows, which decide on their places.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="weights">Their weights: rows of 0 have no place; empty where each counts once.</param>
    /// <param name="loss">Whether places count.</param>
    public PairWeights(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, RankingLoss loss)
    {
        if (loss != RankingLoss.LambdaRank)
        {
            return;
        }

        _gains = ArrayPool<double>.Shared.Rent(scores.Length);
        _discounts = ArrayPool<double>.Shared.Rent(scores.Length);
        (float Score, int Row)[] order = ArrayPool<(float, int)>.Shared.Rent(scores.Length);
        int count = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                order[count++] = (-scores[i], i);
                _gains[i] = DiscountedGain.Gain(labels[i]);
            }
        }

        // From the highest score on; of the same score in the rows' order.
        order.AsSpan(0, count).Sort();
        for (int place = 0; place < count; place++)
        {
            _discounts[order[place].Row] = DiscountedGain.Discount(place);
        }

        ArrayPool<(float, int)>.Shared.Return(order);
    }

    /// <summary>What a pair counts. By how much NDCG would change, but for a factor that is the same for all pairs of the group.</summary>
    public double Of(int i, int j) => _gains is null ? 1 : Math.Abs((_gains[i] - _gains[j]) * (_discounts![i] - _discounts[j]));

    public void Dispose()
    {
        if (_gains is not null)
        {
            ArrayPool<double>.Shared.Return(_gains);
            ArrayPool<double>.Shared.Return(_discounts!);
        }
    }
}

using System.Buffers;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MLExtensions.Networks;

/// <summary>The pairwise logistic loss of one group: of each row against all rows of lower labels at once, since in the order of labels these are the rows behind it.</summary>
internal static class PairwiseLoss
{
    private const int Columns = 8;

    /// <param name="scores">The rows' scores.</param>
    /// <param name="labels">The rows' labels, not all the same.</param>
    /// <param name="weights">The rows' weights, those of 0 are left out; empty where each counts once.</param>
    /// <param name="loss">How much each pair counts.</param>
    /// <param name="slopes">Receives the derivative by each score; 0 where a row is left out.</param>
    /// <returns>The weighted mean over the pairs.</returns>
    public static double Mean(ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, RankingLoss loss, Span<float> slopes)
    {
        int[] places = ArrayPool<int>.Shared.Rent(labels.Length);
        double[] memory = ArrayPool<double>.Shared.Rent(Columns * labels.Length);
        Span<int> rows = places.AsSpan(0, ByLabel(labels, weights, places));
        Span<double> score = Column(memory, 0, rows), weight = Column(memory, 1, rows), gain = Column(memory, 2, rows), discount = Column(memory, 3, rows);
        Span<double> slope = Column(memory, 4, rows), difference = Column(memory, 5, rows), pair = Column(memory, 6, rows), term = Column(memory, 7, rows);
        for (int i = 0; i < rows.Length; i++)
        {
            score[i] = scores[rows[i]];
            weight[i] = weights.IsEmpty ? 1 : weights[rows[i]];
            gain[i] = DiscountedGain.Gain(labels[rows[i]]);
        }

        if (loss == RankingLoss.LambdaRank)
        {
            FillDiscounts(score, discount);
        }

        slope.Clear();
        double sum = 0;
        double total = 0;
        int lower = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            while (lower < rows.Length && labels[rows[lower]] == labels[rows[i]])
            {
                lower++;
            }

            int count = rows.Length - lower;
            if (count == 0)
            {
                break;
            }

            Span<double> x = difference[..count], w = pair[..count], t = term[..count];
            if (loss == RankingLoss.LambdaRank)
            {
                // By how much NDCG would change, but for a factor that is the same for all pairs of the group.
                TensorPrimitives.Subtract(discount[lower..], discount[i], w);
                TensorPrimitives.Abs(w, w);
                TensorPrimitives.Subtract(gain[i], gain[lower..], t);
                TensorPrimitives.Multiply(w, t, w);
                TensorPrimitives.Multiply(w, weight[lower..], w);
            }
            else
            {
                weight[lower..].CopyTo(w);
            }

            TensorPrimitives.Multiply(w, weight[i], w);
            total += TensorPrimitives.Sum<double>(w);

            // log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)): exp of what is negative cannot overflow.
            TensorPrimitives.Subtract(score[lower..], score[i], x);
            TensorPrimitives.Abs(x, t);
            TensorPrimitives.Negate(t, t);
            TensorPrimitives.Exp(t, t);
            TensorPrimitives.LogP1(t, t);
            sum += TensorPrimitives.Dot<double>(w, t);
            TensorPrimitives.Max(x, 0, t);
            sum += TensorPrimitives.Dot<double>(w, t);

            TensorPrimitives.Sigmoid(x, t);
            TensorPrimitives.Multiply(w, t, t);
            slope[i] -= TensorPrimitives.Sum<double>(t);
            TensorPrimitives.Add(slope[lower..], t, slope[lower..]);
        }

        slopes.Clear();
        for (int i = 0; i < rows.Length; i++)
        {
            slopes[rows[i]] = (float)(slope[i] / total);
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<double>.Shared.Return(memory);
        return sum / total;
    }

    private static Span<double> Column(double[] memory, int column, ReadOnlySpan<int> rows) => memory.AsSpan(column * rows.Length, rows.Length);

    /// <summary>The rows that have weight, from the highest label on.</summary>
    private static int ByLabel(ReadOnlySpan<float> labels, ReadOnlySpan<float> weights, Span<int> rows)
    {
        float[] keys = ArrayPool<float>.Shared.Rent(labels.Length);
        int count = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            if (weights.IsEmpty || weights[i] > 0)
            {
                (keys[count], rows[count]) = (-labels[i], i);
                count++;
            }
        }

        keys.AsSpan(0, count).Sort(rows[..count]);
        ArrayPool<float>.Shared.Return(keys);
        return count;
    }

    /// <summary>What the place of each row takes of its gain. Places are by score from the highest on; of the same score by the order given.</summary>
    private static void FillDiscounts(ReadOnlySpan<double> scores, Span<double> discounts)
    {
        (double Score, int Row)[] order = ArrayPool<(double, int)>.Shared.Rent(scores.Length);
        for (int i = 0; i < scores.Length; i++)
        {
            order[i] = (-scores[i], i);
        }

        order.AsSpan(0, scores.Length).Sort();
        for (int place = 0; place < scores.Length; place++)
        {
            discounts[order[place].Row] = DiscountedGain.Discount(place);
        }

        ArrayPool<(double, int)>.Shared.Return(order);
    }
}

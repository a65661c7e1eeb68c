namespace MLExtensions.AutoML;

/// <summary>Adds to an ensemble, one by one, the candidate with which its metric is best, and keeps the best of the ensembles on the way.</summary>
/// <param name="rows">Labels and folds; the scores are not read.</param>
/// <param name="candidates">The candidates, the best first.</param>
/// <param name="metric">What is compared.</param>
/// <param name="threads">Threads at most; null for all.</param>
internal sealed class HillClimbing(TrialPredictions rows, SelectionCandidate[] candidates, PredictionMetric metric, int? threads)
{
    /// <summary>Additions in a row that made nothing better, after which no more are tried.</summary>
    private const int Patience = 10;

    private readonly double[] _sums = new double[rows.Rows * rows.Outputs];
    private readonly int[] _counts = new int[candidates.Length];
    private int _size;

    /// <summary>How often each candidate is in the best ensemble.</summary>
    /// <param name="initialMembers">The ensemble starts with so many of the best, or fewer.</param>
    /// <param name="rounds">Members at most.</param>
    public int[] Run(int initialMembers, int rounds)
    {
        var (best, bestMetric) = Start(Math.Min(Math.Min(initialMembers, rounds), candidates.Length));
        for (int without = 0; _size < rounds && without < Patience; without++)
        {
            double[] metrics = Metrics();
            int chosen = 0;
            for (int i = 1; i < metrics.Length; i++)
            {
                chosen = metric.IsBetter(metrics[i], than: metrics[chosen]) ? i : chosen;
            }

            Add(chosen);
            if (metric.IsBetter(metrics[chosen], than: bestMetric))
            {
                (best, bestMetric, without) = ([.. _counts], metrics[chosen], -1);
            }
        }

        return best;
    }

    /// <summary>Takes the best candidates, as many as give the best ensemble.</summary>
    private (int[] Counts, double Metric) Start(int members)
    {
        float[] scores = new float[_sums.Length];
        int size = 1;
        double best = candidates[0].Metric;
        Add(0);
        for (int next = 1; next < members; next++)
        {
            double value = MetricWith(next, scores);
            Add(next);
            if (metric.IsBetter(value, than: best))
            {
                (size, best) = (next + 1, value);
            }
        }

        Array.Clear(_sums);
        Array.Clear(_counts);
        _size = 0;
        for (int i = 0; i < size; i++)
        {
            Add(i);
        }

        return ([.. _counts], best);
    }

    /// <summary>For each candidate the ensemble's metric with it added.</summary>
    private double[] Metrics()
    {
        double[] metrics = new double[candidates.Length];
        Parallel.For(
            0,
            candidates.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1 },
            () => new float[_sums.Length],
            (candidate, _, scores) =>
            {
                metrics[candidate] = MetricWith(candidate, scores);
                return scores;
            },
            _ => { });
        return metrics;
    }

    private double MetricWith(int candidate, float[] scores)
    {
        float[] added = candidates[candidate].Scores;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)((_sums[i] + added[i]) / (_size + 1));
        }

        return metric.Mean(rows, scores);
    }

    private void Add(int candidate)
    {
        float[] added = candidates[candidate].Scores;
        for (int i = 0; i < added.Length; i++)
        {
            _sums[i] += added[i];
        }

        _counts[candidate]++;
        _size++;
    }
}

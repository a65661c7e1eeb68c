using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent for the logistic loss with elastic net regularization: Shalev-Shwartz and Zhang, "Stochastic Dual
/// Coordinate Ascent Methods for Regularized Loss Minimization" (2013) and "Accelerated Proximal Stochastic Dual Coordinate Ascent" (2014).
/// A row has one dual variable for two classes; for more, as in ML.NET, one for each class that is not its own, with the loss
/// log(1 + exp(-margin)) of the own class's score over that class's. Each step maximizes the dual over one variable exactly.
/// </summary>
internal sealed class SdcaSolver
{
    private const double SmallestDual = 1e-12;

    private readonly List<TrainingRow> _rows;
    private readonly SdcaSettings _settings;
    private readonly int _classCount;
    private readonly double[] _normSquared;
    private readonly double[] _duals;

    /// <summary>For each set the weights, then the bias, before and after the soft threshold; the same without L1.</summary>
    private readonly double[][] _raw;
    private readonly double[][] _weights;
    private readonly double[] _freeBias;
    private readonly double _scale;

    /// <param name="classCount">1 for two classes with one set of weights.</param>
    public SdcaSolver(List<TrainingRow> rows, int featureCount, int classCount, SdcaSettings settings)
    {
        _rows = rows;
        _settings = settings;
        _classCount = classCount;
        _scale = 1 / (settings.L2 * rows.Count);
        _raw = [.. Enumerable.Range(0, classCount).Select(_ => new double[featureCount + 1])];
        _weights = settings.L1 == 0 ? _raw : [.. _raw.Select(set => new double[set.Length])];
        _freeBias = new double[classCount];
        _duals = new double[checked(rows.Count * classCount)];
        _normSquared = [.. rows.Select(row => NormSquared(row.Features.GetValues()) + (settings.BiasLearningRate == 0 ? 1 : 0))];
    }

    /// <returns>The best weights and biases seen, one of each a set.</returns>
    public (float[][] Weights, float[] Biases) Solve(Random random, Action checkAlive)
    {
        int[] order = [.. Enumerable.Range(0, _rows.Count)];
        (float[][], float[]) best = default;
        double bestLoss = double.PositiveInfinity;
        for (int iteration = 1; iteration <= _settings.MaximumIterations; iteration++)
        {
            checkAlive();
            if (_settings.Shuffle)
            {
                random.Shuffle(order);
            }

            foreach (int row in order)
            {
                Visit(row);
            }

            if (iteration % _settings.CheckFrequency == 0)
            {
                (double loss, double dualLoss) = Losses();
                if (loss < bestLoss)
                {
                    bestLoss = loss;
                    best = Result();
                }

                if ((loss - dualLoss) / loss < _settings.Tolerance)
                {
                    break;
                }
            }
        }

        return double.IsPositiveInfinity(bestLoss) ? Result() : best;
    }

    private static double NormSquared(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    /// <summary>Maximizes entropy(a) - margin * (a - old) - curvature * (a - old)^2 / 2: where ln(a / (1 - a)) + margin + curvature * (a - old) is 0.</summary>
    private static double MaximizeDual(double old, double margin, double curvature)
    {
        double low = 0;
        double high = 1;
        double dual = old > 0 ? old : 0.5;
        for (int i = 0; i < 50; i++)
        {
            double slope = Math.Log(dual / (1 - dual)) + margin + curvature * (dual - old);
            if (slope > 0)
            {
                high = dual;
            }
            else
            {
                low = dual;
            }

            // Newton's step, or half of the interval where that leaves it.
            double next = dual - slope / (1 / (dual * (1 - dual)) + curvature);
            next = next > low && next < high ? next : (low + high) / 2;
            bool isDone = Math.Abs(next - dual) <= 1e-9 * dual;
            dual = next;
            if (isDone)
            {
                break;
            }
        }

        return Math.Clamp(dual, SmallestDual, 1 - SmallestDual);
    }

    /// <summary>The sets whose scores' difference is the margin; -1 is a score of 0.</summary>
    private IEnumerable<(int Dual, int Plus, int Minus)> Pairs(int row)
    {
        int label = _rows[row].Label;
        if (_classCount == 1)
        {
            yield return label > 0 ? (row, 0, -1) : (row, -1, 0);
            yield break;
        }

        for (int other = 0; other < _classCount; other++)
        {
            if (other != label)
            {
                yield return (row * _classCount + other, label, other);
            }
        }
    }

    private void Visit(int index)
    {
        TrainingRow row = _rows[index];
        double rate = _scale * row.Weight;
        double curvature = (_classCount == 1 ? 1 : 2) * _normSquared[index] * rate;
        foreach ((int dual, int plus, int minus) in Pairs(index))
        {
            double old = _duals[dual];
            double margin = Score(row, plus) - Score(row, minus);
            double biasRate = _settings.BiasLearningRate * _settings.L2 * (RawBias(plus) - RawBias(minus));
            double updated = Math.Clamp(MaximizeDual(old, margin, curvature) - biasRate, SmallestDual, 1 - SmallestDual);
            _duals[dual] = updated;
            Move(row, plus, (updated - old) * rate, biasRate * rate);
            Move(row, minus, (old - updated) * rate, -biasRate * rate);
        }
    }

    private double RawBias(int set) => set < 0 ? 0 : _raw[set][^1];

    private double Score(TrainingRow row, int set)
    {
        if (set < 0)
        {
            return 0;
        }

        double[] weights = _weights[set];
        double sum = weights[^1] + _freeBias[set];
        ReadOnlySpan<float> values = row.Features.GetValues();
        ReadOnlySpan<int> indices = row.Features.GetIndices();
        bool isDense = row.Features.IsDense;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[isDense ? i : indices[i]] * values[i];
        }

        return sum;
    }

    private void Move(TrainingRow row, int set, double step, double freeBiasStep)
    {
        if (set < 0)
        {
            return;
        }

        ReadOnlySpan<float> values = row.Features.GetValues();
        ReadOnlySpan<int> indices = row.Features.GetIndices();
        bool isDense = row.Features.IsDense;
        for (int i = 0; i < values.Length; i++)
        {
            Move(set, isDense ? i : indices[i], step * values[i]);
        }

        Move(set, _raw[set].Length - 1, step);
        _freeBias[set] += freeBiasStep;
    }

    private void Move(int set, int weight, double step)
    {
        double raw = _raw[set][weight] += step;
        if (_settings.L1 > 0)
        {
            _weights[set][weight] = Math.Sign(raw) * Math.Max(0, Math.Abs(raw) - _settings.L1);
        }
    }

    /// <summary>The regularized loss, and the dual's value, which is never above it.</summary>
    private (double Loss, double DualLoss) Losses()
    {
        double lossSum = 0;
        double entropySum = 0;
        for (int index = 0; index < _rows.Count; index++)
        {
            TrainingRow row = _rows[index];
            foreach ((int dual, int plus, int minus) in Pairs(index))
            {
                double margin = Score(row, plus) - Score(row, minus);
                lossSum += row.Weight * (margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin);
                double a = _duals[dual];
                entropySum -= a is 0 or 1 ? 0 : row.Weight * (a * Math.Log(a) + (1 - a) * Math.Log(1 - a));
            }
        }

        double squares = _weights.Sum(set => set.Sum(weight => weight * weight));
        double absolutes = _weights.Sum(set => set.Sum(Math.Abs));
        double biasTerm = _weights.Select((set, i) => set[^1] * _freeBias[i]).Sum();
        double loss = lossSum / _rows.Count + _settings.L2 * (squares / 2 + _settings.L1 * absolutes);
        double dualLoss = entropySum / _rows.Count - _settings.L2 * (squares / 2 + biasTerm);
        return (loss, dualLoss);
    }

    private (float[][] Weights, float[] Biases) Result() => (
        [.. _weights.Select(set => set[..^1].Select(weight => (float)weight).ToArray())],
        [.. _weights.Select((set, i) => (float)(set[^1] + _freeBias[i]))]);
}

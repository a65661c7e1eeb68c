using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

/// <summary>
/// Stochastic dual coordinate ascent with elastic net regularization, for the logistic loss or a given one of regression: Shalev-Shwartz and
/// Zhang, "Stochastic Dual Coordinate Ascent Methods for Regularized Loss Minimization" (2013) and "Accelerated Proximal Stochastic Dual
/// Coordinate Ascent" (2014). A row has one dual variable for two classes, or none; for more classes, as in ML.NET, one for each that is not its
/// own, with the loss log(1 + exp(-margin)) of the own class's score over that class's. The step is the first paper's for the logistic loss, which
/// is a part of the way to the exact maximum: the scores between the steps are then good too, where the regularization is weak.
/// </summary>
internal sealed class SdcaSolver
{
    private readonly List<TrainingRow> _rows;
    private readonly SdcaSettings _settings;
    private readonly int _classCount;
    private readonly ISupportSdcaRegressionLoss _regressionLoss;
    private readonly double[] _normSquared;
    private readonly double[] _duals;

    /// <summary>For each set the weights, then the bias, before and after the soft threshold; the same without L1.</summary>
    private readonly double[][] _raw;
    private readonly double[][] _weights;
    private readonly double[] _freeBias;
    private readonly double[] _scores;
    private readonly double _scale;

    /// <param name="classCount">1 for two classes, or none, with one set of weights.</param>
    public SdcaSolver(
        List<TrainingRow> rows, int featureCount, int classCount, SdcaSettings settings, ISupportSdcaRegressionLoss regressionLoss = null)
    {
        _rows = rows;
        _settings = settings;
        _classCount = classCount;
        _regressionLoss = regressionLoss;
        _scale = 1 / (settings.L2 * rows.Count);
        _raw = [.. Enumerable.Range(0, classCount).Select(_ => new double[featureCount + 1])];
        _weights = settings.L1 == 0 ? _raw : [.. _raw.Select(set => new double[set.Length])];
        _freeBias = new double[classCount];
        _scores = new double[classCount];
        _duals = new double[checked(rows.Count * classCount)];

        // The bias's part; of regression, whose steps nothing bounds, also where the bias is not regularized.
        int ofBias = settings.BiasLearningRate == 0 || regressionLoss is not null ? 1 : 0;
        _normSquared = [.. rows.Select(row => NormSquared(row.Features.GetValues()) + ofBias)];
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

    private static double LossOf(double margin) => margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;

    private static double EntropyOf(double dual) => dual is 0 or 1 ? 0 : -(dual * Math.Log(dual)) - (1 - dual) * Math.Log(1 - dual);

    private static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : 1 - 1 / (1 + Math.Exp(x));

    private void Visit(int index)
    {
        TrainingRow row = _rows[index];
        double rate = _scale * row.Weight;
        ScoreAll(row);
        if (_regressionLoss is not null)
        {
            double step = RegressionStep(index, rate, out double biasStep);
            Move(row, 0, step * rate, biasStep * rate);
            return;
        }

        if (_classCount == 1)
        {
            bool isPositive = row.Label > 0;
            double step = Step(index, isPositive ? _scores[0] : -_scores[0], _normSquared[index] * rate, RawBias(0) * (isPositive ? 1 : -1), out double biasStep);
            Move(row, 0, (isPositive ? step : -step) * rate, (isPositive ? biasStep : -biasStep) * rate);
            return;
        }

        int own = (int)row.Label;
        double ownStep = 0;
        double ownBiasStep = 0;
        for (int other = 0; other < _classCount; other++)
        {
            if (other == own)
            {
                continue;
            }

            // The own class's score moves with each step that has been taken for this row.
            double margin = _scores[own] + ownStep * rate * _normSquared[index] - _scores[other];
            double step = Step(
                index * _classCount + other, margin, 2 * _normSquared[index] * rate, RawBias(own) - RawBias(other), out double biasStep);
            Move(row, other, -step * rate, -biasStep * rate);
            ownStep += step;
            ownBiasStep += biasStep;
        }

        Move(row, own, ownStep * rate, ownBiasStep * rate);
    }

    /// <summary>Moves one dual variable. Gives how far, and how far the bias that is not regularized moves in exchange.</summary>
    private double Step(int dual, double margin, double curvature, double bias, out double biasStep)
    {
        biasStep = _settings.BiasLearningRate * _settings.L2 * bias;
        double old = _duals[dual];
        double step = (Sigmoid(-margin) - old) / Math.Max(1, 0.25 + curvature);
        _duals[dual] = Math.Clamp(old + step - biasStep, 0, 1);
        return _duals[dual] - old;
    }

    /// <summary>To where the dual is greatest, as the loss has it.</summary>
    private double RegressionStep(int index, double rate, out double biasStep)
    {
        biasStep = _settings.BiasLearningRate * _settings.L2 * RawBias(0);
        double old = _duals[index];
        float invariant = _regressionLoss.ComputeDualUpdateInvariant((float)(_normSquared[index] * rate));
        float step = _regressionLoss.DualUpdate((float)_scores[0], _rows[index].Label, (float)old, invariant, 1);
        _duals[index] = old + step - biasStep;
        return _duals[index] - old;
    }

    private double RawBias(int set) => _raw[set][^1];

    private void ScoreAll(TrainingRow row)
    {
        for (int set = 0; set < _classCount; set++)
        {
            _scores[set] = Score(row, set);
        }
    }

    private double Score(TrainingRow row, int set)
    {
        double[] weights = _weights[set];
        double sum = weights[^1] + _freeBias[set];
        ReadOnlySpan<float> values = row.Features.GetValues();
        if (row.Features.IsDense)
        {
            for (int i = 0; i < values.Length; i++)
            {
                sum += weights[i] * values[i];
            }

            return sum;
        }

        ReadOnlySpan<int> indices = row.Features.GetIndices();
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[indices[i]] * values[i];
        }

        return sum;
    }

    private void Move(TrainingRow row, int set, double step, double freeBiasStep)
    {
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
        double dualSum = 0;
        for (int index = 0; index < _rows.Count; index++)
        {
            TrainingRow row = _rows[index];
            ScoreAll(row);
            double losses = 0;
            double dualValues = 0;
            if (_regressionLoss is not null)
            {
                losses = _regressionLoss.Loss((float)_scores[0], row.Label);
                dualValues = _regressionLoss.DualLoss(row.Label, (float)_duals[index]);
            }
            else if (_classCount == 1)
            {
                losses = LossOf(row.Label > 0 ? _scores[0] : -_scores[0]);
                dualValues = EntropyOf(_duals[index]);
            }
            else
            {
                for (int other = 0; other < _classCount; other++)
                {
                    if (other != row.Label)
                    {
                        losses += LossOf(_scores[(int)row.Label] - _scores[other]);
                        dualValues += EntropyOf(_duals[index * _classCount + other]);
                    }
                }
            }

            lossSum += row.Weight * losses;
            dualSum += row.Weight * dualValues;
        }

        double squares = _weights.Sum(set => set.Sum(weight => weight * weight));
        double absolutes = _weights.Sum(set => set.Sum(Math.Abs));
        double biasTerm = _weights.Select((set, i) => set[^1] * _freeBias[i]).Sum();
        double loss = lossSum / _rows.Count + _settings.L2 * (squares / 2 + _settings.L1 * absolutes);
        double dualLoss = dualSum / _rows.Count - _settings.L2 * (squares / 2 + biasTerm);
        return (loss, dualLoss);
    }

    private (float[][] Weights, float[] Biases) Result() => (
        [.. _weights.Select(set => set[..^1].Select(weight => (float)weight).ToArray())],
        [.. _weights.Select((set, i) => (float)(set[^1] + _freeBias[i]))]);
}

using Microsoft.ML;

namespace MLExtensions.Evaluation;

/// <summary>Sums what multi-output metrics are made of, a row at a time.</summary>
internal sealed class MultiOutputEvaluator(int outputCount)
{
    private readonly double[] _absolute = new double[outputCount];
    private readonly double[] _squared = new double[outputCount];

    /// <summary>The labels' running means and sums of squared deviations from them (Welford 1962), which lose no digits to a large mean.</summary>
    private readonly double[] _mean = new double[outputCount];
    private readonly double[] _deviation = new double[outputCount];
    private long _rows;

    public static MultiOutputMetrics Evaluate(IDataView data, string labelColumnName, string scoreColumnName)
    {
        var label = EvaluationColumns.NumberVector(data, labelColumnName, "label", "For a single number use Evaluate.");
        var score = EvaluationColumns.ScoreVector(data, scoreColumnName, "score", label);
        string[] names = EvaluationColumns.SlotNames(label, score);
        var evaluator = new MultiOutputEvaluator(names.Length);
        var rows = EvaluationRows.Read(data, [label, score], (_, values) => evaluator.Add(values[0], values[1]));
        return evaluator.Metrics(names, rows);
    }

    private void Add(double[] labels, double[] scores)
    {
        _rows++;
        for (int i = 0; i < labels.Length; i++)
        {
            double error = scores[i] - labels[i];
            _absolute[i] += Math.Abs(error);
            _squared[i] += error * error;
            double before = labels[i] - _mean[i];
            _mean[i] += before / _rows;
            _deviation[i] += before * (labels[i] - _mean[i]);
        }
    }

    private MultiOutputMetrics Metrics(string[] names, EvaluationRows rows)
    {
        OutputMetrics[] outputs =
        [
            .. names.Select((name, i) => new OutputMetrics(
                name, _absolute[i] / _rows, _squared[i] / _rows, Math.Sqrt(_squared[i] / _rows), RSquared(i))),
        ];
        return new()
        {
            MeanAbsoluteError = outputs.Average(output => output.MeanAbsoluteError),
            MeanSquaredError = outputs.Average(output => output.MeanSquaredError),
            RootMeanSquaredError = outputs.Average(output => output.RootMeanSquaredError),
            RSquared = outputs.Average(output => output.RSquared),
            PerOutput = outputs,
            RowCount = rows.Count,
            SkippedRowCount = rows.Skipped,
        };
    }

    private double RSquared(int output) =>
        _rows < 2 ? double.NaN
        : _deviation[output] > 0 ? 1 - (_squared[output] / _deviation[output])
        : _squared[output] > 0 ? 0
        : 1;
}

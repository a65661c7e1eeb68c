using Microsoft.ML;

namespace MLExtensions.Evaluation;

/// <summary>Counts what multi-label metrics are made of, a row at a time; scores are kept, for the areas under the curves.</summary>
internal sealed class MultiLabelEvaluator(int labelCount)
{
    /// <summary>What probabilities are kept away from 0 and 1, scikit-learn's for single precision: the spacing of floats at 1.</summary>
    private const double Epsilon = 1.0 / (1 << 23);

    private readonly long[] _hits = new long[labelCount];
    private readonly long[] _predicted = new long[labelCount];
    private readonly long[] _present = new long[labelCount];
    private readonly List<float>[] _scoresOfPresent = [.. Enumerable.Range(0, labelCount).Select(_ => new List<float>())];
    private readonly List<float>[] _scoresOfAbsent = [.. Enumerable.Range(0, labelCount).Select(_ => new List<float>())];
    private long _exactRows;
    private double _rowF1Sum;
    private double _logLossSum;

    public static MultiLabelMetrics Evaluate(
        IDataView data, string labelColumnName, string scoreColumnName, string probabilityColumnName, string predictedLabelColumnName)
    {
        var label = EvaluationColumns.NumberVector(data, labelColumnName, "label", "For a single label use Evaluate.");
        var score = EvaluationColumns.ScoreVector(data, scoreColumnName, "score", label);
        var probability = EvaluationColumns.ScoreVector(data, probabilityColumnName, "probability", label);
        string[] names = EvaluationColumns.SlotNames(label, score);
        var predicted = EvaluationColumns.Find(
            data, predictedLabelColumnName, "predicted label", $"a vector of {names.Length} Boolean, as many as the values of '{label.Name}'",
            "Score the data with a model that was fitted on this label.", EvaluationColumns.IsNumberVectorOf(names.Length));

        var evaluator = new MultiLabelEvaluator(names.Length);
        var rows = EvaluationRows.Read(data, [label, score, probability, predicted], (row, values) =>
        {
            foreach (double value in values[2])
            {
                EvaluationRows.CheckProbability(value, probability, row);
            }

            evaluator.Add(values[0], values[1], values[2], values[3]);
        });
        return evaluator.Metrics(names, rows);
    }

    private void Add(double[] labels, double[] scores, double[] probabilities, double[] predictions)
    {
        int hits = 0, predicted = 0, present = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            bool isPresent = labels[i] > 0, isPredicted = predictions[i] > 0;
            (isPresent ? _scoresOfPresent : _scoresOfAbsent)[i].Add((float)scores[i]);
            double probability = Math.Clamp(probabilities[i], Epsilon, 1 - Epsilon);
            _logLossSum -= Math.Log(isPresent ? probability : 1 - probability);
            int isHit = isPresent && isPredicted ? 1 : 0;
            _hits[i] += isHit;
            hits += isHit;
            if (isPredicted)
            {
                _predicted[i]++;
                predicted++;
            }

            if (isPresent)
            {
                _present[i]++;
                present++;
            }
        }

        _exactRows += hits == predicted && hits == present ? 1 : 0;
        _rowF1Sum += F1(hits, predicted, present);
    }

    private MultiLabelMetrics Metrics(string[] names, EvaluationRows rows)
    {
        LabelMetrics[] labels =
        [
            .. names.Select((name, i) => new LabelMetrics(
                name,
                1 - (Wrong(_hits[i], _predicted[i], _present[i]) / rows.Count),
                Part(_hits[i], _predicted[i]),
                Part(_hits[i], _present[i]),
                F1(_hits[i], _predicted[i], _present[i]),
                RocArea.Of(_scoresOfPresent[i], _scoresOfAbsent[i]),
                _present[i])),
        ];
        long hits = _hits.Sum(), predicted = _predicted.Sum(), present = _present.Sum();
        double decisions = (double)rows.Count * names.Length;
        return new()
        {
            SubsetAccuracy = Part(_exactRows, rows.Count),
            HammingLoss = Wrong(hits, predicted, present) / decisions,
            MicroPrecision = Part(hits, predicted),
            MicroRecall = Part(hits, present),
            MicroF1 = F1(hits, predicted, present),
            MacroPrecision = labels.Average(label => label.Precision),
            MacroRecall = labels.Average(label => label.Recall),
            MacroF1 = labels.Average(label => label.F1),
            SamplesF1 = _rowF1Sum / rows.Count,
            LogLoss = _logLossSum / decisions,
            MacroAreaUnderRocCurve = labels.Average(label => label.AreaUnderRocCurve),
            PerLabel = labels,
            RowCount = rows.Count,
            SkippedRowCount = rows.Skipped,
        };
    }

    /// <summary>Predicted but absent, and present but not predicted.</summary>
    private static double Wrong(long hits, long predicted, long present) => predicted + present - (2 * hits);

    private static double F1(long hits, long predicted, long present) => Part(2 * hits, predicted + present);

    private static double Part(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

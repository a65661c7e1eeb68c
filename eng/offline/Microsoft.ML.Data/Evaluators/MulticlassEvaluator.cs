using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Evaluates scored multiclass data in one pass. Scores are probabilities; logarithms are natural.</summary>
internal sealed class MulticlassEvaluator
{
    /// <summary>The least probability that a log-loss is taken of.</summary>
    private const float Epsilon = 1e-15f;

    private readonly int _classCount;
    private readonly double[][] _confusion;
    private readonly double[] _rowsOfClass;
    private readonly double[] _logLossOfClass;

    /// <summary>How often the true class had that rank among the scores; the last is for classes that the model does not know.</summary>
    private readonly double[] _ranks;
    private double _rows;
    private double _logLossSum;

    private MulticlassEvaluator(int classCount)
    {
        _classCount = classCount;
        _confusion = [.. Enumerable.Range(0, classCount).Select(_ => new double[classCount])];
        _rowsOfClass = new double[classCount];
        _logLossOfClass = new double[classCount];
        _ranks = new double[classCount + 1];
    }

    public static MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumn, string scoreColumn, string predictedLabelColumn, int topK)
    {
        DataViewSchema.Column label = EvaluatorColumns.Find(data, labelColumn, "Label");
        DataViewSchema.Column score = EvaluatorColumns.Find(data, scoreColumn, "Score");
        EvaluatorColumns.Find(data, predictedLabelColumn, "PredictedLabel");
        bool isScore = score.Type is VectorDataViewType { Size: >= 2 } vector && vector.ItemType == NumberDataViewType.Single;
        EvaluatorColumns.Check(isScore, "score", score, "vector of two or more items of type Single");
        bool isLabel = label.Type == NumberDataViewType.Single || label.Type is KeyDataViewType { Count: > 0 };
        EvaluatorColumns.Check(isLabel, "label", label, "Single or Key");

        var evaluator = new MulticlassEvaluator(((VectorDataViewType)score.Type).Size);
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            evaluator.Read(cursor, label, score);
        }

        return evaluator.Metrics(ClassNames(score), topK);
    }

    private static string[] ClassNames(DataViewSchema.Column score)
    {
        int classCount = ((VectorDataViewType)score.Type).Size;
        DataViewSchema.Column? slotNames = score.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.SlotNames);
        if (slotNames?.Type is VectorDataViewType { IsKnownSize: true, ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            score.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
            return [.. names.DenseValues().Select(name => name.ToString())];
        }

        return [.. Enumerable.Range(0, classCount).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    private void Read(DataViewRowCursor cursor, DataViewSchema.Column label, DataViewSchema.Column score)
    {
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, label);
        ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
        float labelValue = 0;
        VBuffer<float> scoreValues = default;
        var scores = new float[_classCount];
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            if (!(labelValue >= 0) || labelValue != (int)labelValue)
            {
                continue;
            }

            getScores(ref scoreValues);
            if (scoreValues.Length != _classCount)
            {
                throw new InvalidOperationException($"Column '{score.Name}': expected {_classCount} scores, but got {scoreValues.Length}.");
            }

            scoreValues.CopyTo(scores);
            if (scores.All(float.IsFinite))
            {
                Add((int)labelValue, scores);
            }
        }
    }

    private void Add(int label, float[] scores)
    {
        bool isKnown = label < _classCount;
        float scoreOfLabel = isKnown ? scores[label] : 0;
        double logLoss = -Math.Log(isKnown ? Math.Min(1, Math.Max(Epsilon, scoreOfLabel)) : Epsilon);

        // Equal scores rank in the order of their classes.
        int rank = 0;
        int assigned = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scoreOfLabel || (scores[i] == scoreOfLabel && i < label))
            {
                rank++;
            }

            if (scores[i] > scores[assigned])
            {
                assigned = i;
            }
        }

        _rows++;
        _logLossSum += logLoss;
        _ranks[isKnown ? rank : _classCount]++;
        if (isKnown)
        {
            _rowsOfClass[label]++;
            _logLossOfClass[label] += logLoss;
            _confusion[label][rank == 0 ? label : assigned]++;
        }
    }

    private MulticlassClassificationMetrics Metrics(string[] classNames, int topK)
    {
        double[] recalls =
            [.. Enumerable.Range(0, _classCount).Where(i => _rowsOfClass[i] > 0).Select(i => _confusion[i][i] / _rowsOfClass[i])];
        double logLoss = _rows > 0 ? _logLossSum / _rows : 0;
        double entropy = -_rowsOfClass.Where(count => count > 0).Sum(count => count * Math.Log(count / _rows)) / _rows;

        var topKAccuracy = new double[Math.Min(topK, _ranks.Length)];
        double cumulated = 0;
        for (int k = 0; k < topKAccuracy.Length; k++)
        {
            cumulated += _ranks[k] / _rows;
            topKAccuracy[k] = cumulated;
        }

        return new MulticlassClassificationMetrics(
            microAccuracy: _rows > 0 ? _ranks[0] / _rows : 0,
            macroAccuracy: recalls.Length > 0 ? recalls.Average() : 0,
            logLoss,
            logLossReduction: (entropy - logLoss) / entropy,
            perClassLogLoss: [.. _logLossOfClass.Zip(_rowsOfClass, (loss, count) => count > 0 ? loss / count : 0)],
            topK,
            topKAccuracy,
            new ConfusionMatrix(_confusion, classNames, isBinary: false));
    }
}

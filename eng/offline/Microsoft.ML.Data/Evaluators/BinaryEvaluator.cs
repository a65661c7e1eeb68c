namespace Microsoft.ML.Data;

/// <summary>Evaluates scored binary data in one pass. A score above 0 predicts positive; a label above 0 is positive.</summary>
internal sealed class BinaryEvaluator
{
    private readonly List<(float Score, bool IsPositive)> _scored = [];
    private readonly string[] _classNames;

    private BinaryEvaluator(IDataView data, string labelColumn, string scoreColumn, string probabilityColumn, string predictedLabelColumn)
    {
        DataViewSchema.Column label = EvaluatorColumns.Find(data, labelColumn, "Label");
        DataViewSchema.Column score = EvaluatorColumns.Find(data, scoreColumn, "Score");
        DataViewSchema.Column? probability = probabilityColumn is null ? null : EvaluatorColumns.Find(data, probabilityColumn, "Probability");
        EvaluatorColumns.Find(data, predictedLabelColumn, "PredictedLabel");

        EvaluatorColumns.Check(score.Type == NumberDataViewType.Single, "score", score, "Single");
        bool isLabel = label.Type == NumberDataViewType.Single || label.Type == NumberDataViewType.Double
            || label.Type is BooleanDataViewType || label.Type is KeyDataViewType { Count: 2 };
        EvaluatorColumns.Check(isLabel, "label", label, "Single, Double, Boolean, or a Key with cardinality 2");
        if (probability is { } column)
        {
            EvaluatorColumns.Check(column.Type == NumberDataViewType.Single, "probability", column, "Single");
        }

        _classNames = ClassNames(label);
        Read(data, label, score, probability);
    }

    private BinaryCounts Counts { get; } = new();

    public static CalibratedBinaryClassificationMetrics EvaluateCalibrated(IDataView data, string label, string score, string probability, string predictedLabel)
    {
        var evaluator = new BinaryEvaluator(data, label, score, probability, predictedLabel);
        return new CalibratedBinaryClassificationMetrics(
            evaluator.Counts, evaluator.AreaUnderRocCurve(), evaluator.AreaUnderPrecisionRecallCurve(), evaluator.Confusion());
    }

    public static BinaryClassificationMetrics EvaluateNonCalibrated(IDataView data, string label, string score, string predictedLabel)
    {
        var evaluator = new BinaryEvaluator(data, label, score, null, predictedLabel);
        return new BinaryClassificationMetrics(
            evaluator.Counts, evaluator.AreaUnderRocCurve(), evaluator.AreaUnderPrecisionRecallCurve(), evaluator.Confusion());
    }

    private static string[] ClassNames(DataViewSchema.Column label)
    {
        DataViewSchema.Column? keyValues = label.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues);
        if (label.Type is KeyDataViewType && keyValues?.Type is VectorDataViewType { Size: 2, ItemType: TextDataViewType })
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            label.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
            return [.. names.DenseValues().Select(name => name.ToString())];
        }

        return ["positive", "negative"];
    }

    private void Read(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? probability)
    {
        DataViewSchema.Column[] columns = probability is { } extra ? [label, score, extra] : [label, score];
        using DataViewRowCursor cursor = data.GetRowCursor(columns);
        ValueGetter<float> getLabel = EvaluatorColumns.GetLabelGetter(cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        ValueGetter<float> getProbability = probability is { } column ? cursor.GetGetter<float>(column) : null;

        float labelValue = 0;
        float scoreValue = 0;
        while (cursor.MoveNext())
        {
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            if (!float.IsFinite(scoreValue) || float.IsNaN(labelValue))
            {
                continue;
            }

            float probabilityValue = float.NaN;
            getProbability?.Invoke(ref probabilityValue);
            bool isPositive = labelValue > 0;
            Counts.Add(isPositive, scoreValue > 0, probabilityValue);
            _scored.Add((scoreValue, isPositive));
        }
    }

    /// <summary>The chance that a positive row scores above a negative one, ties counting half (Mann and Whitney).</summary>
    private double AreaUnderRocCurve()
    {
        long positives = _scored.Count(row => row.IsPositive);
        long negatives = _scored.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new ArgumentOutOfRangeException(
                positives == 0 ? "PosSample" : "NegSample",
                $"AUC is not defined when there is no {(positives == 0 ? "positive" : "negative")} class in the data");
        }

        double wins = 0;
        long negativesBelow = 0;
        foreach (IGrouping<float, (float Score, bool IsPositive)> tied in _scored.GroupBy(row => row.Score).OrderBy(group => group.Key))
        {
            long tiedPositives = tied.Count(row => row.IsPositive);
            long tiedNegatives = tied.Count() - tiedPositives;
            wins += tiedPositives * (negativesBelow + 0.5 * tiedNegatives);
            negativesBelow += tiedNegatives;
        }

        return wins / ((double)positives * negatives);
    }

    /// <summary>
    /// Trapezoids over recall, row by row from the highest score. ML.NET does this over a random sample
    /// when there are more than 100,000 rows; here always over all.
    /// </summary>
    private double AreaUnderPrecisionRecallCurve()
    {
        double positives = _scored.Count(row => row.IsPositive);
        double area = 0;
        double previousPrecision = 1;
        int truePositives = 0;
        int seen = 0;
        foreach ((float _, bool isPositive) in _scored.OrderByDescending(row => row.Score))
        {
            seen++;
            if (isPositive)
            {
                truePositives++;
                area += (previousPrecision + (double)truePositives / seen) / 2 / positives;
            }

            previousPrecision = (double)truePositives / seen;
        }

        return area;
    }

    private ConfusionMatrix Confusion() => new(
        [[Counts.TruePositives, Counts.FalseNegatives], [Counts.FalsePositives, Counts.TrueNegatives]], _classNames, isBinary: true);
}

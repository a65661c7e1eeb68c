using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Evaluation;

/// <summary>Sums what calibration metrics are made of, a row at a time.</summary>
internal sealed class CalibrationEvaluator(int binCount)
{
    private readonly long[] _counts = new long[binCount];
    private readonly double[] _confidence = new double[binCount];
    private readonly double[] _observed = new double[binCount];
    private double _squaredSum;

    /// <summary>Two classes: the probability of yes against how often it is yes.</summary>
    public static CalibrationMetrics EvaluateBinary(IDataView data, string labelColumnName, string probabilityColumnName, int binCount)
    {
        var label = EvaluationColumns.Find(
            data, labelColumnName, "label", "Boolean, or a number of which values over 0 are positive",
            "Name the column that the model was fitted on.", type => type is BooleanDataViewType or NumberDataViewType);
        var probability = EvaluationColumns.Find(
            data, probabilityColumnName, "probability", "Single",
            "Name the column of probabilities that a binary model gives.", type => type == NumberDataViewType.Single);

        var evaluator = new CalibrationEvaluator(binCount);
        return evaluator.Metrics(EvaluationRows.Read(data, [label, probability], (row, values) =>
        {
            double confidence = values[1][0], observed = values[0][0] > 0 ? 1 : 0;
            EvaluationRows.CheckProbability(confidence, probability, row);
            evaluator.Add(confidence, observed, (confidence - observed) * (confidence - observed));
        }));
    }

    /// <summary>Several classes: the predicted class's probability against how often that is the class.</summary>
    public static CalibrationMetrics EvaluateMulticlass(IDataView data, string labelColumnName, string scoreColumnName, int binCount)
    {
        var label = EvaluationColumns.Find(
            data, labelColumnName, "label", "a key of known count", $"Map it with Conversion.MapValueToKey(\"{labelColumnName}\").",
            type => type is KeyDataViewType { Count: > 0 and <= int.MaxValue });
        int classCount = (int)((KeyDataViewType)label.Type).Count;
        var score = EvaluationColumns.Find(
            data, scoreColumnName, "score", $"a vector of {classCount} Single, as many as the keys of '{labelColumnName}'",
            "Score the data with a model that was fitted on this label.",
            type => type is VectorDataViewType vector && vector.Size == classCount && vector.ItemType == NumberDataViewType.Single);

        var evaluator = new CalibrationEvaluator(binCount);
        return evaluator.Metrics(EvaluationRows.Read(data, [label, score], (row, values) =>
        {
            int actual = (int)values[0][0], predicted = 0;
            double squared = 0;
            double[] probabilities = values[1];
            for (int i = 0; i < probabilities.Length; i++)
            {
                EvaluationRows.CheckProbability(probabilities[i], score, row);
                double difference = probabilities[i] - (i == actual ? 1 : 0);
                squared += difference * difference;
                predicted = probabilities[i] > probabilities[predicted] ? i : predicted;
            }

            evaluator.Add(probabilities[predicted], predicted == actual ? 1 : 0, squared);
        }));
    }

    private void Add(double confidence, double observed, double squared)
    {
        int bin = BinOf(confidence);
        _counts[bin]++;
        _confidence[bin] += confidence;
        _observed[bin] += observed;
        _squaredSum += squared;
    }

    /// <summary>The bin whose lower end is below the confidence and whose upper end is not: the ends decide, not a rounded product.</summary>
    private int BinOf(double confidence)
    {
        int bin = Math.Clamp((int)Math.Ceiling(confidence * binCount) - 1, 0, binCount - 1);
        while (bin > 0 && confidence <= End(bin))
        {
            bin--;
        }

        while (bin < binCount - 1 && confidence > End(bin + 1))
        {
            bin++;
        }

        return bin;
    }

    private double End(int bin) => (double)bin / binCount;

    private CalibrationMetrics Metrics(EvaluationRows rows)
    {
        CalibrationBin[] bins =
        [
            .. _counts.Select((count, i) => new CalibrationBin(End(i), End(i + 1), count, _confidence[i] / count, _observed[i] / count)),
        ];
        var filled = bins.Where(bin => bin.Count > 0).Select(bin => (bin.Count, Gap: Math.Abs(bin.MeanConfidence - bin.ObservedFrequency)));
        return new()
        {
            ExpectedCalibrationError = filled.Sum(bin => bin.Gap * bin.Count) / rows.Count,
            MaximumCalibrationError = filled.Max(bin => bin.Gap),
            BrierScore = _squaredSum / rows.Count,
            Bins = bins,
            RowCount = rows.Count,
            SkippedRowCount = rows.Skipped,
        };
    }
}

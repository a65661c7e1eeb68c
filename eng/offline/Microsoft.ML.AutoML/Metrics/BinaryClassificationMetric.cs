namespace Microsoft.ML.AutoML;

public enum BinaryClassificationMetric
{
    Accuracy,
    AreaUnderRocCurve,
    AreaUnderPrecisionRecallCurve,
    F1Score,
    PositivePrecision,
    PositiveRecall,
    NegativePrecision,
    NegativeRecall,
}

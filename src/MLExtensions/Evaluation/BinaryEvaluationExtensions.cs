using MLExtensions;
using MLExtensions.Evaluation;

namespace Microsoft.ML;

/// <summary>Evaluations beside ML.NET's own on <c>mlContext.BinaryClassification</c>: several labels a row, and calibration.</summary>
public static class BinaryEvaluationExtensions
{
    /// <summary>Evaluates predictions of several yes-or-no labels a row.</summary>
    /// <remarks>
    /// The data is read once. Rows with a value that is missing or not finite in one of the columns are left out and counted. The scores are kept in memory, four bytes for
    /// each row and label, for the areas under the curves; everything else is sums.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.BinaryClassification</c>.</param>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The labels: a vector of known size of Boolean, or of numbers of which values over 0 are positive.</param>
    /// <param name="scoreColumnName">The scores that order the rows for each label: a vector of Single of the same size.</param>
    /// <param name="probabilityColumnName">The probabilities, from 0 to 1: a vector of Single of the same size.</param>
    /// <param name="predictedLabelColumnName">The decisions: a vector of Boolean, or of numbers as in the label column, of the same size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type or size; the message names it.</exception>
    /// <exception cref="InvalidOperationException">No row can be evaluated, or a probability is not from 0 to 1.</exception>
    public static MultiLabelMetrics EvaluateMultiLabel(
        this BinaryClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string probabilityColumnName = "Probability",
        string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        ArgumentException.ThrowIfNullOrEmpty(probabilityColumnName);
        ArgumentException.ThrowIfNullOrEmpty(predictedLabelColumnName);
        return MultiLabelEvaluator.Evaluate(data, labelColumnName, scoreColumnName, probabilityColumnName, predictedLabelColumnName);
    }

    /// <summary>Evaluates whether the probabilities of a binary model mean what they say.</summary>
    /// <remarks>The data is read once. Rows with a value that is missing or not finite in one of the columns are left out and counted.</remarks>
    /// <param name="catalog"><c>mlContext.BinaryClassification</c>.</param>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The label: Boolean, or a number of which values over 0 are positive.</param>
    /// <param name="probabilityColumnName">The probability of yes, from 0 to 1: Single.</param>
    /// <param name="binCount">Number of bins of equal width, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of another type, or <paramref name="binCount"/> is out of its range; the message names it.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row can be evaluated, or a probability is not from 0 to 1.</exception>
    public static CalibrationMetrics EvaluateCalibration(
        this BinaryClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string probabilityColumnName = "Probability",
        int binCount = 15)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(probabilityColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        return CalibrationEvaluator.EvaluateBinary(data, labelColumnName, probabilityColumnName, binCount);
    }
}

using MLExtensions;
using MLExtensions.Evaluation;

namespace Microsoft.ML;

/// <summary>An evaluation beside ML.NET's own on <c>mlContext.MulticlassClassification</c>: calibration.</summary>
public static class MulticlassEvaluationExtensions
{
    /// <summary>Evaluates whether the predicted class's probability means what it says.</summary>
    /// <remarks>The data is read once. Rows with a value that is missing or not finite in one of the columns are left out and counted.</remarks>
    /// <param name="catalog"><c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The label: a key of known count.</param>
    /// <param name="scoreColumnName">The classes' probabilities, from 0 to 1: a vector of Single, one for each key.</param>
    /// <param name="binCount">Number of bins of equal width, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of another type or size, or <paramref name="binCount"/> is out of its range; the message names it.
    /// </exception>
    /// <exception cref="InvalidOperationException">No row can be evaluated, or a score is not from 0 to 1.</exception>
    public static CalibrationMetrics EvaluateCalibration(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        int binCount = 15)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        return CalibrationEvaluator.EvaluateMulticlass(data, labelColumnName, scoreColumnName, binCount);
    }
}

using MLExtensions;
using MLExtensions.Evaluation;

namespace Microsoft.ML;

/// <summary>An evaluation beside ML.NET's own on <c>mlContext.Regression</c>: several numbers a row.</summary>
public static class RegressionEvaluationExtensions
{
    /// <summary>Evaluates predictions of several numbers a row.</summary>
    /// <remarks>The data is read once. Rows with a value that is missing or not finite in one of the columns are left out and counted.</remarks>
    /// <param name="catalog"><c>mlContext.Regression</c>.</param>
    /// <param name="data">The scored data.</param>
    /// <param name="labelColumnName">The labels: a vector of known size of any numbers.</param>
    /// <param name="scoreColumnName">The predictions: a vector of Single of the same size.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of another type or size; the message names it.</exception>
    /// <exception cref="InvalidOperationException">No row can be evaluated.</exception>
    public static MultiOutputMetrics EvaluateMultiOutput(
        this RegressionCatalog catalog, IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(scoreColumnName);
        return MultiOutputEvaluator.Evaluate(data, labelColumnName, scoreColumnName);
    }
}

using MLExtensions.AutoML;
using Microsoft.ML.AutoML;

namespace Microsoft.ML;

/// <summary>Searches with parallel trials: <c>mlContext.Auto().CreateParallelExperiment()</c>.</summary>
public static class ParallelExperimentExtensions
{
    /// <summary>
    /// An experiment like <see cref="AutoMLExperiment"/>, with the same pipelines, data sets, metrics, tuners and monitors, whose trials run in parallel, in this process or in worker
    /// processes, can be pruned early, may fail, and are on the disk as they end.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Auto()</c>.</param>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <example>
    /// <code>
    /// var result = mlContext.Auto().CreateParallelExperiment()
    ///     .SetPipeline(featurizer.Append(mlContext.Auto().BinaryClassification()))
    ///     .SetDataset(data, fold: 5)
    ///     .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve)
    ///     .SetTrainingTimeInSeconds(120)
    ///     .SetParallelTrials(2)
    ///     .SetFolder("search")
    ///     .Run();
    /// </code>
    /// </example>
    public static ParallelExperiment CreateParallelExperiment(this AutoCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ParallelExperiment(AutoMLInternals.ContextOf(catalog));
    }
}

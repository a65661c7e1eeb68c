using MLExtensions.AutoML;
using Microsoft.ML.AutoML;

namespace Microsoft.ML;

/// <summary>The trial runner for ML.NET's own <see cref="AutoMLExperiment"/>: <c>experiment.SetPipeline(...).SetNetworkTrialRunner()</c>.</summary>
public static class NetworkTrialRunnerExtensions
{
    /// <summary>
    /// Makes the experiment's trials failsafe: one that throws, runs out of memory, diverges or gives a metric that is not a number is recorded with its reason, and the search goes on, also where it is the
    /// first. Networks that are far behind the others are given up after some epochs and evaluated as they are.
    /// </summary>
    /// <remarks>
    /// Call it after <c>SetPipeline</c>, which sets a runner of its own. Monitors are told of failed trials by <c>ReportFailTrial</c> with a <see cref="TrialFailedException"/>. What the experiment itself does
    /// stays: trials run one after the other, and one that exceeds the memory limit ends the search. Several at a time, and limits that hold, are what <c>CreateParallelExperiment</c> is for.
    /// </remarks>
    /// <param name="experiment">The experiment, its pipeline, dataset and metric set by the time it runs.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static AutoMLExperiment SetNetworkTrialRunner(this AutoMLExperiment experiment, NetworkTrialOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        NetworkTrialOptions chosen = options ?? new NetworkTrialOptions();
        chosen.Validate();
        MedianStoppingRule? rule = chosen.MedianStopping is { } stopping ? new MedianStoppingRule(stopping) : null;
        return experiment.SetTrialRunner(services => new NetworkTrialRunner(
            Get<MLContext>(services, "made by the experiment"),
            Get<SweepablePipeline>(services, "set by SetPipeline"),
            Get<IEvaluateMetricManager>(services, "set by SetBinaryClassificationMetric, SetMulticlassClassificationMetric or SetRegressionMetric"),
            Get<IDatasetManager>(services, "set by SetDataset"),
            chosen,
            rule));
    }

    private static T Get<T>(IServiceProvider services, string origin)
        where T : class =>
        (T?)services.GetService(typeof(T)) ?? throw new InvalidOperationException($"The experiment has no {typeof(T).Name}, which is {origin}. Call that before it runs.");
}

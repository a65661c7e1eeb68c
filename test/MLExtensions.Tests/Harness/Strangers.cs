using Microsoft.ML;

namespace MLExtensions.Tests.Harness;

/// <summary>Estimators that nobody has samples for.</summary>
internal static class Strangers
{
    public static IEstimator<ITransformer> OnAnotherCatalog(this AnomalyDetectionCatalog.AnomalyDetectionTrainers catalog) => throw new NotSupportedException($"{catalog}");

    public static IEstimator<ITransformer> WithAPath(this RegressionCatalog.RegressionTrainers catalog, string path) => throw new NotSupportedException($"{catalog} {path}");
}

using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace MLExtensions.AutoML;

/// <summary>What Microsoft.ML.AutoML keeps to itself and this library needs, by reflection.</summary>
internal static class AutoMLInternals
{
    /// <summary>The context behind <c>mlContext.Auto()</c>.</summary>
    /// <exception cref="NotSupportedException">This Microsoft.ML.AutoML keeps it elsewhere.</exception>
    public static MLContext ContextOf(AutoCatalog catalog) =>
        typeof(AutoCatalog).GetField("_context", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(catalog) as MLContext ?? throw Missing("AutoCatalog._context");

    /// <summary>A pipeline without estimators, to which a choice of several can be appended: in public one can only begin with an estimator.</summary>
    /// <exception cref="NotSupportedException">This Microsoft.ML.AutoML makes it otherwise.</exception>
    public static SweepablePipeline CreatePipeline() =>
        typeof(SweepablePipeline).GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [])?.Invoke(null) as SweepablePipeline ?? throw Missing("SweepablePipeline()");

    private static NotSupportedException Missing(string what) =>
        new($"This Microsoft.ML.AutoML ({typeof(AutoCatalog).Assembly.GetName().Version}) has no {what}, which MLExtensions needs. Use Microsoft.ML.AutoML 0.23.");
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class ExtensionsCatalog
{
    public static MissingValueIndicatorEstimator IndicateMissingValues(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null) =>
        IndicateMissingValues(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)]);

    public static MissingValueIndicatorEstimator IndicateMissingValues(this TransformsCatalog catalog, InputOutputColumnPair[] columns)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new MissingValueIndicatorEstimator(env, InputOutputColumnPair.Convert(columns));
    }

    public static MissingValueReplacingEstimator ReplaceMissingValues(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.Defaults.Mode,
        bool imputeBySlot = MissingValueReplacingEstimator.Defaults.ImputeBySlot)
    {
        return ReplaceMissingValues(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], replacementMode, imputeBySlot);
    }

    public static MissingValueReplacingEstimator ReplaceMissingValues(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        MissingValueReplacingEstimator.ReplacementMode replacementMode = MissingValueReplacingEstimator.Defaults.Mode,
        bool imputeBySlot = MissingValueReplacingEstimator.Defaults.ImputeBySlot)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        return new MissingValueReplacingEstimator(env, InputOutputColumnPair.Convert(columns), replacementMode, imputeBySlot);
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class NormalizationCatalog
{
    private const NormalizingEstimator.NormalizationMode MinMax = NormalizingEstimator.NormalizationMode.MinMax;
    private const NormalizingEstimator.NormalizationMode MeanVariance = NormalizingEstimator.NormalizationMode.MeanVariance;

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount,
        bool fixZero = NormalizingEstimator.Defaults.EnsureZeroUntouched)
    {
        var column = new NormalizingEstimator.ColumnOptions(outputColumnName, inputColumnName, MinMax, maximumExampleCount, fixZero);
        return new NormalizingEstimator(catalog.GetEnvironment(), column);
    }

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount,
        bool fixZero = NormalizingEstimator.Defaults.EnsureZeroUntouched)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        var options = columns.Select(pair => new NormalizingEstimator.ColumnOptions(
            pair.OutputColumnName, pair.InputColumnName, MinMax, maximumExampleCount, fixZero));
        return new NormalizingEstimator(env, [.. options]);
    }

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount,
        bool fixZero = NormalizingEstimator.Defaults.EnsureZeroUntouched,
        bool useCdf = NormalizingEstimator.Defaults.MeanVarCdf)
    {
        var column = new NormalizingEstimator.ColumnOptions(outputColumnName, inputColumnName, MeanVariance, maximumExampleCount, fixZero, useCdf);
        return new NormalizingEstimator(catalog.GetEnvironment(), column);
    }

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        InputOutputColumnPair[] columns,
        long maximumExampleCount = NormalizingEstimator.Defaults.MaximumExampleCount,
        bool fixZero = NormalizingEstimator.Defaults.EnsureZeroUntouched,
        bool useCdf = NormalizingEstimator.Defaults.MeanVarCdf)
    {
        IHostEnvironment env = catalog.GetEnvironment();
        env.CheckValue(columns, nameof(columns));
        var options = columns.Select(pair => new NormalizingEstimator.ColumnOptions(
            pair.OutputColumnName, pair.InputColumnName, MeanVariance, maximumExampleCount, fixZero, useCdf));
        return new NormalizingEstimator(env, [.. options]);
    }
}

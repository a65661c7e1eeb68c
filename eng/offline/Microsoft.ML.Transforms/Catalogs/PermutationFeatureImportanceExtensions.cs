using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class PermutationFeatureImportanceExtensions
{
    public static ImmutableArray<RegressionMetricsStatistics> PermutationFeatureImportance<TModel>(
        this RegressionCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount)
            .BySlot(predictionTransformer, predictionTransformer?.FeatureColumnName, data);
    }

    public static ImmutableDictionary<string, RegressionMetricsStatistics> PermutationFeatureImportance(
        this RegressionCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount).ByName(model, data);
    }

    public static ImmutableArray<BinaryClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(
        this BinaryClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount)
            .BySlot(predictionTransformer, predictionTransformer?.FeatureColumnName, data);
    }

    public static ImmutableDictionary<string, BinaryClassificationMetricsStatistics> PermutationFeatureImportanceNonCalibrated(
        this BinaryClassificationCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount).ByName(model, data);
    }

    public static ImmutableArray<MulticlassClassificationMetricsStatistics> PermutationFeatureImportance<TModel>(
        this MulticlassClassificationCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount)
            .BySlot(predictionTransformer, predictionTransformer?.FeatureColumnName, data);
    }

    public static ImmutableDictionary<string, MulticlassClassificationMetricsStatistics> PermutationFeatureImportance(
        this MulticlassClassificationCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
    {
        return Of(catalog, labelColumnName, numberOfExamplesToUse, permutationCount).ByName(model, data);
    }

    public static ImmutableArray<RankingMetricsStatistics> PermutationFeatureImportance<TModel>(
        this RankingCatalog catalog,
        ISingleFeaturePredictionTransformer<TModel> predictionTransformer,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        string rowGroupColumnName = DefaultColumnNames.GroupId,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
        where TModel : class
    {
        return Of(catalog, labelColumnName, rowGroupColumnName, numberOfExamplesToUse, permutationCount)
            .BySlot(predictionTransformer, predictionTransformer?.FeatureColumnName, data);
    }

    public static ImmutableDictionary<string, RankingMetricsStatistics> PermutationFeatureImportance(
        this RankingCatalog catalog,
        ITransformer model,
        IDataView data,
        string labelColumnName = DefaultColumnNames.Label,
        string rowGroupColumnName = DefaultColumnNames.GroupId,
        bool useFeatureWeightFilter = false,
        int? numberOfExamplesToUse = null,
        int permutationCount = 1)
    {
        return Of(catalog, labelColumnName, rowGroupColumnName, numberOfExamplesToUse, permutationCount).ByName(model, data);
    }

    private static PermutationFeatureImportance<RegressionMetrics, RegressionMetricsStatistics> Of(
        RegressionCatalog catalog, string label, int? examples, int permutations) =>
        new(catalog.GetEnvironment(), () => new RegressionMetricsStatistics(), data => catalog.Evaluate(data, label), examples, permutations);

    private static PermutationFeatureImportance<BinaryClassificationMetrics, BinaryClassificationMetricsStatistics> Of(
        BinaryClassificationCatalog catalog, string label, int? examples, int permutations) =>
        new(
            catalog.GetEnvironment(),
            () => new BinaryClassificationMetricsStatistics(),
            data => catalog.EvaluateNonCalibrated(data, label),
            examples,
            permutations);

    private static PermutationFeatureImportance<MulticlassClassificationMetrics, MulticlassClassificationMetricsStatistics> Of(
        MulticlassClassificationCatalog catalog, string label, int? examples, int permutations) =>
        new(
            catalog.GetEnvironment(),
            () => new MulticlassClassificationMetricsStatistics(),
            data => catalog.Evaluate(data, label),
            examples,
            permutations);

    private static PermutationFeatureImportance<RankingMetrics, RankingMetricsStatistics> Of(
        RankingCatalog catalog, string label, string group, int? examples, int permutations) =>
        new(catalog.GetEnvironment(), () => new RankingMetricsStatistics(), data => catalog.Evaluate(data, label, group), examples, permutations);
}

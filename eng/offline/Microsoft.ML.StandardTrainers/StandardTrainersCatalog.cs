using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using LbfgsDefaults = Microsoft.ML.Trainers.LbfgsLogisticRegressionBinaryTrainer.Options.Defaults;

namespace Microsoft.ML;

public static class StandardTrainersCatalog
{
    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null)
    {
        return new SdcaLogisticRegressionBinaryTrainer(
            catalog.GetEnvironment(), labelColumnName, featureColumnName, exampleWeightColumnName, l2Regularization, l1Regularization, maximumNumberOfIterations);
    }

    public static SdcaLogisticRegressionBinaryTrainer SdcaLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, SdcaLogisticRegressionBinaryTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new SdcaLogisticRegressionBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null)
    {
        return new SdcaMaximumEntropyMulticlassTrainer(
            catalog.GetEnvironment(), labelColumnName, featureColumnName, exampleWeightColumnName, l2Regularization, l1Regularization, maximumNumberOfIterations);
    }

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SdcaMaximumEntropyMulticlassTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new SdcaMaximumEntropyMulticlassTrainer(catalog.GetEnvironment(), options);
    }

    public static SdcaRegressionTrainer Sdca(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        ISupportSdcaRegressionLoss lossFunction = null,
        float? l2Regularization = null,
        float? l1Regularization = null,
        int? maximumNumberOfIterations = null)
    {
        return new SdcaRegressionTrainer(
            catalog.GetEnvironment(),
            labelColumnName,
            featureColumnName,
            exampleWeightColumnName,
            lossFunction,
            l2Regularization,
            l1Regularization,
            maximumNumberOfIterations);
    }

    public static SdcaRegressionTrainer Sdca(this RegressionCatalog.RegressionTrainers catalog, SdcaRegressionTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new SdcaRegressionTrainer(catalog.GetEnvironment(), options);
    }

    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization,
        float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance,
        int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity)
    {
        return new LbfgsLogisticRegressionBinaryTrainer(catalog.GetEnvironment(), LbfgsLogisticRegressionBinaryTrainer.OptionsOf(
            labelColumnName,
            featureColumnName,
            exampleWeightColumnName,
            l1Regularization,
            l2Regularization,
            optimizationTolerance,
            historySize,
            enforceNonNegativity));
    }

    public static LbfgsLogisticRegressionBinaryTrainer LbfgsLogisticRegression(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, LbfgsLogisticRegressionBinaryTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new LbfgsLogisticRegressionBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization,
        float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance,
        int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity)
    {
        return new LbfgsMaximumEntropyMulticlassTrainer(catalog.GetEnvironment(), LbfgsMaximumEntropyMulticlassTrainer.OptionsOf(
            labelColumnName,
            featureColumnName,
            exampleWeightColumnName,
            l1Regularization,
            l2Regularization,
            optimizationTolerance,
            historySize,
            enforceNonNegativity));
    }

    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, LbfgsMaximumEntropyMulticlassTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new LbfgsMaximumEntropyMulticlassTrainer(catalog.GetEnvironment(), options);
    }

    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization,
        float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance,
        int historySize = LbfgsDefaults.HistorySize,
        bool enforceNonNegativity = LbfgsDefaults.EnforceNonNegativity)
    {
        return new LbfgsPoissonRegressionTrainer(catalog.GetEnvironment(), LbfgsPoissonRegressionTrainer.OptionsOf(
            labelColumnName,
            featureColumnName,
            exampleWeightColumnName,
            l1Regularization,
            l2Regularization,
            optimizationTolerance,
            historySize,
            enforceNonNegativity));
    }

    public static LbfgsPoissonRegressionTrainer LbfgsPoissonRegression(
        this RegressionCatalog.RegressionTrainers catalog, LbfgsPoissonRegressionTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new LbfgsPoissonRegressionTrainer(catalog.GetEnvironment(), options);
    }

    public static OneVersusAllTrainer OneVersusAll<TModel>(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binaryEstimator,
        string labelColumnName = DefaultColumnNames.Label,
        bool imputeMissingLabelsAsNegative = false,
        IEstimator<ISingleFeaturePredictionTransformer<ICalibrator>> calibrator = null,
        int maximumCalibrationExampleCount = 1000000000,
        bool useProbabilities = true)
        where TModel : class
    {
        Contracts.CheckValue(binaryEstimator, nameof(binaryEstimator));
        Contracts.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        if (calibrator is not null)
        {
            throw new NotSupportedException("The offline stand-in has no calibrators: leave it null and use a binary trainer that gives probabilities.");
        }

        return new OneVersusAllTrainer(
            catalog.GetEnvironment(), binaryEstimator, binaryEstimator.Info, labelColumnName, useProbabilities);
    }
}

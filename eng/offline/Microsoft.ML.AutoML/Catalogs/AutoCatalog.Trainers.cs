using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.AutoML;

public sealed partial class AutoCatalog
{
    public SweepablePipeline BinaryClassification(
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        bool useFastForest = true,
        bool useLgbm = true,
        bool useFastTree = true,
        bool useLbfgsLogisticRegression = true,
        bool useSdcaLogisticRegression = true,
        FastTreeOption fastTreeOption = null,
        LgbmOption lgbmOption = null,
        FastForestOption fastForestOption = null,
        LbfgsOption lbfgsLogisticRegressionOption = null,
        SdcaOption sdcaLogisticRegressionOption = null,
        SearchSpace<FastTreeOption> fastTreeSearchSpace = null,
        SearchSpace<LgbmOption> lgbmSearchSpace = null,
        SearchSpace<FastForestOption> fastForestSearchSpace = null,
        SearchSpace<LbfgsOption> lbfgsLogisticRegressionSearchSpace = null,
        SearchSpace<SdcaOption> sdcaLogisticRegressionSearchSpace = null)
    {
        var trainers = new BuiltInTrainers(labelColumnName, featureColumnName, exampleWeightColumnName);
        trainers.AddFastTree(useFastTree, EstimatorType.FastTreeBinary, fastTreeOption, fastTreeSearchSpace, BuiltInTrainers.FastTreeBinary);
        trainers.AddFastForest(useFastForest, EstimatorType.FastForestBinary, fastForestOption, fastForestSearchSpace, BuiltInTrainers.FastForestBinary);
        trainers.AddLightGbm(useLgbm, EstimatorType.LightGbmBinary, lgbmOption, lgbmSearchSpace);
        trainers.AddLbfgs(
            useLbfgsLogisticRegression,
            EstimatorType.LbfgsLogisticRegressionBinary,
            lbfgsLogisticRegressionOption,
            lbfgsLogisticRegressionSearchSpace,
            BuiltInTrainers.LbfgsBinary);
        trainers.AddSdca(
            useSdcaLogisticRegression,
            EstimatorType.SdcaLogisticRegressionBinary,
            sdcaLogisticRegressionOption,
            sdcaLogisticRegressionSearchSpace,
            BuiltInTrainers.SdcaBinary);
        return trainers.ToPipeline();
    }

    public SweepablePipeline MultiClassification(
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        bool useFastForest = true,
        bool useLgbm = true,
        bool useFastTree = true,
        bool useLbfgsMaximumEntrophy = true,
        bool useLbfgsLogisticRegression = true,
        bool useSdcaMaximumEntrophy = true,
        bool useSdcaLogisticRegression = true,
        FastTreeOption fastTreeOption = null,
        LgbmOption lgbmOption = null,
        FastForestOption fastForestOption = null,
        LbfgsOption lbfgsMaximumEntrophyOption = null,
        LbfgsOption lbfgsLogisticRegressionOption = null,
        SdcaOption sdcaMaximumEntrophyOption = null,
        SdcaOption sdcaLogisticRegressionOption = null,
        SearchSpace<FastTreeOption> fastTreeSearchSpace = null,
        SearchSpace<LgbmOption> lgbmSearchSpace = null,
        SearchSpace<FastForestOption> fastForestSearchSpace = null,
        SearchSpace<LbfgsOption> lbfgsMaximumEntrophySearchSpace = null,
        SearchSpace<LbfgsOption> lbfgsLogisticRegressionSearchSpace = null,
        SearchSpace<SdcaOption> sdcaMaximumEntorphySearchSpace = null,
        SearchSpace<SdcaOption> sdcaLogisticRegressionSearchSpace = null)
    {
        var trainers = new BuiltInTrainers(labelColumnName, featureColumnName, exampleWeightColumnName);
        trainers.AddFastTree(
            useFastTree,
            EstimatorType.FastTreeOva,
            fastTreeOption,
            fastTreeSearchSpace,
            (context, option) => OneVersusAll(context, BuiltInTrainers.FastTreeBinary(context, option), option.LabelColumnName));
        trainers.AddFastForest(
            useFastForest,
            EstimatorType.FastForestOva,
            fastForestOption,
            fastForestSearchSpace,
            (context, option) => OneVersusAll(context, BuiltInTrainers.FastForestBinary(context, option), option.LabelColumnName));
        trainers.AddLightGbm(useLgbm, EstimatorType.LightGbmMulti, lgbmOption, lgbmSearchSpace);
        trainers.AddLbfgs(
            useLbfgsLogisticRegression,
            EstimatorType.LbfgsLogisticRegressionOva,
            lbfgsLogisticRegressionOption,
            lbfgsLogisticRegressionSearchSpace,
            (context, option) => OneVersusAll(context, BuiltInTrainers.LbfgsBinary(context, option), option.LabelColumnName));
        trainers.AddLbfgs(
            useLbfgsMaximumEntrophy,
            EstimatorType.LbfgsMaximumEntropyMulti,
            lbfgsMaximumEntrophyOption,
            lbfgsMaximumEntrophySearchSpace,
            BuiltInTrainers.LbfgsMulticlass);
        trainers.AddSdca(
            useSdcaMaximumEntrophy,
            EstimatorType.SdcaMaximumEntropyMulti,
            sdcaMaximumEntrophyOption,
            sdcaMaximumEntorphySearchSpace,
            BuiltInTrainers.SdcaMulticlass);
        trainers.AddSdca(
            useSdcaLogisticRegression,
            EstimatorType.SdcaLogisticRegressionOva,
            sdcaLogisticRegressionOption,
            sdcaLogisticRegressionSearchSpace,
            (context, option) => OneVersusAll(context, BuiltInTrainers.SdcaBinary(context, option), option.LabelColumnName));
        return trainers.ToPipeline();
    }

    public SweepablePipeline Regression(
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        bool useFastForest = true,
        bool useLgbm = true,
        bool useFastTree = true,
        bool useLbfgsPoissonRegression = true,
        bool useSdca = true,
        FastTreeOption fastTreeOption = null,
        LgbmOption lgbmOption = null,
        FastForestOption fastForestOption = null,
        LbfgsOption lbfgsPoissonRegressionOption = null,
        SdcaOption sdcaOption = null,
        SearchSpace<FastTreeOption> fastTreeSearchSpace = null,
        SearchSpace<LgbmOption> lgbmSearchSpace = null,
        SearchSpace<FastForestOption> fastForestSearchSpace = null,
        SearchSpace<LbfgsOption> lbfgsPoissonRegressionSearchSpace = null,
        SearchSpace<SdcaOption> sdcaSearchSpace = null)
    {
        var trainers = new BuiltInTrainers(labelColumnName, featureColumnName, exampleWeightColumnName);
        trainers.AddFastTree(useFastTree, EstimatorType.FastTreeRegression, fastTreeOption, fastTreeSearchSpace, BuiltInTrainers.FastTreeRegression);
        trainers.AddFastForest(
            useFastForest, EstimatorType.FastForestRegression, fastForestOption, fastForestSearchSpace, BuiltInTrainers.FastForestRegression);
        trainers.AddLightGbm(useLgbm, EstimatorType.LightGbmRegression, lgbmOption, lgbmSearchSpace);
        trainers.AddLbfgs(
            useLbfgsPoissonRegression,
            EstimatorType.LbfgsPoissonRegressionRegression,
            lbfgsPoissonRegressionOption,
            lbfgsPoissonRegressionSearchSpace,
            BuiltInTrainers.LbfgsPoisson);
        trainers.AddSdca(useSdca, EstimatorType.SdcaRegression, sdcaOption, sdcaSearchSpace, BuiltInTrainers.SdcaRegression);
        return trainers.ToPipeline();
    }

    private static OneVersusAllTrainer OneVersusAll<TModel>(
        MLContext context, ITrainerEstimator<BinaryPredictionTransformer<TModel>, TModel> binary, string label)
        where TModel : class => context.MulticlassClassification.Trainers.OneVersusAll(binary, labelColumnName: label);
}

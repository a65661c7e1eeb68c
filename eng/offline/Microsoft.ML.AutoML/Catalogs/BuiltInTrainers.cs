using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML.AutoML;

/// <summary>Trainers of ML.NET as sweepable estimators over the columns of one catalog call.</summary>
internal sealed class BuiltInTrainers(string label, string features, string weight)
{
    public List<SweepableEstimator> Trainers { get; } = [];

    /// <summary>How many threads ML.NET's trainers use is the environment's to say, in AutoML.</summary>
    private static int? Threads => int.TryParse(Environment.GetEnvironmentVariable("MLNET_MAX_THREAD"), out int threads) ? threads : null;

    public SweepablePipeline ToPipeline() => new SweepablePipeline().Append([.. Trainers]);

    public void AddFastTree(
        bool use, EstimatorType type, FastTreeOption option, SearchSpace<FastTreeOption> space, Func<MLContext, FastTreeOption, IEstimator<ITransformer>> build)
    {
        option ??= new FastTreeOption();
        (option.LabelColumnName, option.FeatureColumnName, option.ExampleWeightColumnName) = (label, features, weight);
        Add(use, type, option, space, build);
    }

    public void AddFastForest(
        bool use,
        EstimatorType type,
        FastForestOption option,
        SearchSpace<FastForestOption> space,
        Func<MLContext, FastForestOption, IEstimator<ITransformer>> build)
    {
        option ??= new FastForestOption();
        (option.LabelColumnName, option.FeatureColumnName, option.ExampleWeightColumnName) = (label, features, weight);
        Add(use, type, option, space, build);
    }

    public void AddLightGbm(bool use, EstimatorType type, LgbmOption option, SearchSpace<LgbmOption> space)
    {
        option ??= new LgbmOption();
        (option.LabelColumnName, option.FeatureColumnName, option.ExampleWeightColumnName) = (label, features, weight);
        Add(use, type, option, space, (_, _) => throw new NotSupportedException("The offline stand-in has no LightGBM: pass useLgbm: false."));
    }

    public void AddLbfgs(
        bool use, EstimatorType type, LbfgsOption option, SearchSpace<LbfgsOption> space, Func<MLContext, LbfgsOption, IEstimator<ITransformer>> build)
    {
        option ??= new LbfgsOption();
        (option.LabelColumnName, option.FeatureColumnName, option.ExampleWeightColumnName) = (label, features, weight);
        Add(use, type, option, space, build);
    }

    public void AddSdca(
        bool use, EstimatorType type, SdcaOption option, SearchSpace<SdcaOption> space, Func<MLContext, SdcaOption, IEstimator<ITransformer>> build)
    {
        option ??= new SdcaOption();
        (option.LabelColumnName, option.FeatureColumnName, option.ExampleWeightColumnName) = (label, features, weight);
        Add(use, type, option, space, build);
    }

    public static FastTreeBinaryTrainer FastTreeBinary(MLContext context, FastTreeOption option) =>
        context.BinaryClassification.Trainers.FastTree(With(new FastTreeBinaryTrainer.Options(), option));

    public static FastTreeRegressionTrainer FastTreeRegression(MLContext context, FastTreeOption option) =>
        context.Regression.Trainers.FastTree(With(new FastTreeRegressionTrainer.Options(), option));

    public static FastForestBinaryTrainer FastForestBinary(MLContext context, FastForestOption option) =>
        context.BinaryClassification.Trainers.FastForest(With(new FastForestBinaryTrainer.Options(), option));

    public static FastForestRegressionTrainer FastForestRegression(MLContext context, FastForestOption option) =>
        context.Regression.Trainers.FastForest(With(new FastForestRegressionTrainer.Options(), option));

    public static LbfgsLogisticRegressionBinaryTrainer LbfgsBinary(MLContext context, LbfgsOption option) =>
        context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMulticlass(MLContext context, LbfgsOption option) =>
        context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    public static LbfgsPoissonRegressionTrainer LbfgsPoisson(MLContext context, LbfgsOption option) =>
        context.Regression.Trainers.LbfgsPoissonRegression(new LbfgsPoissonRegressionTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    public static SdcaLogisticRegressionBinaryTrainer SdcaBinary(MLContext context, SdcaOption option) =>
        context.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    public static SdcaMaximumEntropyMulticlassTrainer SdcaMulticlass(MLContext context, SdcaOption option) =>
        context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    public static SdcaRegressionTrainer SdcaRegression(MLContext context, SdcaOption option) =>
        context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            LabelColumnName = option.LabelColumnName,
            FeatureColumnName = option.FeatureColumnName,
            ExampleWeightColumnName = option.ExampleWeightColumnName,
            L1Regularization = option.L1Regularization,
            L2Regularization = option.L2Regularization,
            NumberOfThreads = Threads,
        });

    private static TOptions With<TOptions>(TOptions options, FastTreeOption option)
        where TOptions : BoostedTreeOptions
    {
        options.LabelColumnName = option.LabelColumnName;
        options.FeatureColumnName = option.FeatureColumnName;
        options.ExampleWeightColumnName = option.ExampleWeightColumnName;
        options.NumberOfLeaves = option.NumberOfLeaves;
        options.NumberOfTrees = option.NumberOfTrees;
        options.MinimumExampleCountPerLeaf = option.MinimumExampleCountPerLeaf;
        options.LearningRate = option.LearningRate;
        options.MaximumBinCountPerFeature = option.MaximumBinCountPerFeature;
        options.FeatureFraction = option.FeatureFraction;
        options.DiskTranspose = option.DiskTranspose;
        options.NumberOfThreads = Threads;
        return options;
    }

    private static TOptions With<TOptions>(TOptions options, FastForestOption option)
        where TOptions : FastForestOptionsBase
    {
        options.LabelColumnName = option.LabelColumnName;
        options.FeatureColumnName = option.FeatureColumnName;
        options.ExampleWeightColumnName = option.ExampleWeightColumnName;
        options.NumberOfTrees = option.NumberOfTrees;
        options.NumberOfLeaves = option.NumberOfLeaves;
        options.FeatureFraction = option.FeatureFraction;
        options.NumberOfThreads = Threads;
        return options;
    }

    private void Add<TOption>(
        bool use, EstimatorType type, TOption option, SearchSpace<TOption> space, Func<MLContext, TOption, IEstimator<ITransformer>> build)
        where TOption : class, new()
    {
        if (use)
        {
            Trainers.Add(new BuiltInEstimator<TOption>(type, option, space, build));
        }
    }
}

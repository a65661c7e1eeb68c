using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.FastTree;

namespace Microsoft.ML;

public static class TreeExtensions
{
    public static FastTreeBinaryTrainer FastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        int numberOfLeaves = Defaults.NumberOfLeaves,
        int numberOfTrees = Defaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = Defaults.MinimumExampleCountPerLeaf,
        double learningRate = Defaults.LearningRate)
    {
        return new FastTreeBinaryTrainer(catalog.GetEnvironment(), MakeOptions<FastTreeBinaryTrainer.Options>(
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate));
    }

    public static FastTreeBinaryTrainer FastTree(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastTreeBinaryTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new FastTreeBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static FastTreeRegressionTrainer FastTree(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        int numberOfLeaves = Defaults.NumberOfLeaves,
        int numberOfTrees = Defaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = Defaults.MinimumExampleCountPerLeaf,
        double learningRate = Defaults.LearningRate)
    {
        return new FastTreeRegressionTrainer(catalog.GetEnvironment(), MakeOptions<FastTreeRegressionTrainer.Options>(
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf, learningRate));
    }

    public static FastTreeRegressionTrainer FastTree(this RegressionCatalog.RegressionTrainers catalog, FastTreeRegressionTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new FastTreeRegressionTrainer(catalog.GetEnvironment(), options);
    }

    public static FastForestBinaryTrainer FastForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        int numberOfLeaves = Defaults.NumberOfLeaves,
        int numberOfTrees = Defaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = Defaults.MinimumExampleCountPerLeaf)
    {
        return new FastForestBinaryTrainer(catalog.GetEnvironment(), MakeTreeOptions<FastForestBinaryTrainer.Options>(
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf));
    }

    public static FastForestBinaryTrainer FastForest(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, FastForestBinaryTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new FastForestBinaryTrainer(catalog.GetEnvironment(), options);
    }

    public static FastForestRegressionTrainer FastForest(
        this RegressionCatalog.RegressionTrainers catalog,
        string labelColumnName = DefaultColumnNames.Label,
        string featureColumnName = DefaultColumnNames.Features,
        string exampleWeightColumnName = null,
        int numberOfLeaves = Defaults.NumberOfLeaves,
        int numberOfTrees = Defaults.NumberOfTrees,
        int minimumExampleCountPerLeaf = Defaults.MinimumExampleCountPerLeaf)
    {
        return new FastForestRegressionTrainer(catalog.GetEnvironment(), MakeTreeOptions<FastForestRegressionTrainer.Options>(
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf));
    }

    public static FastForestRegressionTrainer FastForest(
        this RegressionCatalog.RegressionTrainers catalog, FastForestRegressionTrainer.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        return new FastForestRegressionTrainer(catalog.GetEnvironment(), options);
    }

    private static TOptions MakeOptions<TOptions>(
        string labelColumnName,
        string featureColumnName,
        string exampleWeightColumnName,
        int numberOfLeaves,
        int numberOfTrees,
        int minimumExampleCountPerLeaf,
        double learningRate)
        where TOptions : BoostedTreeOptions, new()
    {
        TOptions options = MakeTreeOptions<TOptions>(
            labelColumnName, featureColumnName, exampleWeightColumnName, numberOfLeaves, numberOfTrees, minimumExampleCountPerLeaf);
        options.LearningRate = learningRate;
        return options;
    }

    private static TOptions MakeTreeOptions<TOptions>(
        string labelColumnName,
        string featureColumnName,
        string exampleWeightColumnName,
        int numberOfLeaves,
        int numberOfTrees,
        int minimumExampleCountPerLeaf)
        where TOptions : TreeOptions, new()
    {
        Contracts.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Contracts.CheckNonEmpty(featureColumnName, nameof(featureColumnName));
        return new TOptions
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            NumberOfLeaves = numberOfLeaves,
            NumberOfTrees = numberOfTrees,
            MinimumExampleCountPerLeaf = minimumExampleCountPerLeaf,
        };
    }
}

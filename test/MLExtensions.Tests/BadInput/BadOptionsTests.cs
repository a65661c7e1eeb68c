using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>Options out of their range, and of other tasks, are named when the trainer is made.</summary>
[TestClass]
public sealed class BadOptionsTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void AnOptionOutOfItsRange_IsNamed_WhenTheTrainerIsMade()
    {
        AssertOption(new() { Epochs = 0 }, nameof(NetworkTrainerOptions.Epochs));
        AssertOption(new() { BatchSize = 0 }, nameof(NetworkTrainerOptions.BatchSize));
        AssertOption(new() { LearningRate = 0 }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { LearningRate = 1e30f }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { LearningRate = float.NaN }, nameof(NetworkTrainerOptions.LearningRate));
        AssertOption(new() { WeightDecay = -1 }, nameof(NetworkTrainerOptions.WeightDecay));
        AssertOption(new() { MaxDegreeOfParallelism = 0 }, nameof(NetworkTrainerOptions.MaxDegreeOfParallelism));
        AssertOption(new() { EarlyStopping = new() { Patience = 0 } }, nameof(EarlyStopping.Patience));
        AssertOption(new() { Architecture = new FeedForward { Dropout = 1 } }, nameof(FeedForward.Dropout));
        AssertOption(new() { Architecture = new FeedForward { HiddenLayers = [16, 0] } }, nameof(FeedForward.HiddenLayers));
        AssertOption(new() { FeatureColumnNames = [] }, nameof(NetworkTrainerOptions.FeatureColumnNames));
        AssertOption(new() { LabelColumnName = "" }, nameof(NetworkTrainerOptions.LabelColumnName));
        AssertOption(new() { ExampleWeightColumnName = "" }, nameof(NetworkTrainerOptions.ExampleWeightColumnName));
        AssertOption(new() { ValidationColumnName = "" }, nameof(NetworkTrainerOptions.ValidationColumnName));
        AssertOption(new() { ValidationFraction = 1 }, nameof(NetworkTrainerOptions.ValidationFraction));
        AssertOption(new() { MaximumBins = 1 }, nameof(NetworkTrainerOptions.MaximumBins));
        AssertOption(new() { EmbeddingDimension = 0 }, nameof(NetworkTrainerOptions.EmbeddingDimension));
        AssertOption(new() { MinimumCategoryCount = 0 }, nameof(NetworkTrainerOptions.MinimumCategoryCount));
        AssertOption(new() { MaximumCategories = 0 }, nameof(NetworkTrainerOptions.MaximumCategories));
        AssertOption(new() { CacheMegabytes = 0 }, nameof(NetworkTrainerOptions.CacheMegabytes));
        AssertOption(new() { MissingValues = (MissingValues)7 }, nameof(NetworkTrainerOptions.MissingValues));
        AssertOption(new() { ColumnEncodings = new Dictionary<string, NumberEncoding> { ["Elsewhere"] = NumberEncoding.None } }, "Elsewhere");
        AssertOption(new() { Loss = new QuantileLoss { Quantile = 1 } }, nameof(QuantileLoss.Quantile));
    }

    [TestMethod]
    public void AnOptionOfAnotherTask_IsNamedWithItsTask()
    {
        AssertOption(new() { ClassWeights = [1, 2] }, "ClassWeights is for binary and multiclass");
        AssertOption(new() { BalanceClasses = true }, "BalanceClasses is for binary and multiclass");
        AssertOption(new() { RowGroupColumnName = "GroupId" }, "RowGroupColumnName is for ranking");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { Loss = new HuberLoss() })).Message, "Loss is for regression");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { ClassWeights = [0, 1] })).Message, "ClassWeights");
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => _context.BinaryClassification.Trainers.Network(new() { ClassWeights = [1, 1], BalanceClasses = true })).Message, "BalanceClasses");
    }

    private void AssertOption(NetworkTrainerOptions options, string name) =>
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => _context.Regression.Trainers.Network(options)).Message, name);
}

using MLExtensions;
using MLExtensions.Networks;
using MLExtensions.Persistence;
using MLExtensions.Tasks;

namespace Microsoft.ML;

/// <summary>Networks that predict yes or no, for one label or several: <c>mlContext.BinaryClassification.Trainers.Network</c> and the short forms for common architectures.</summary>
public static class BinaryNetworkExtensions
{
    /// <summary>A network of any architecture. It adds PredictedLabel (Boolean), Score (the logit) and Probability; vectors of these where the label is a vector.</summary>
    /// <param name="catalog"><c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="options">Columns, architecture and training.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is for another task, or contradicts another; the message names it.</exception>
    public static NetworkTrainer Network(this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, NetworkTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NetworkTrainer(MLNetInternals.EnvironmentOf(catalog), new BinaryTask(options), options);
    }

    /// <summary>A feed-forward network (multilayer perceptron). It adds PredictedLabel (Boolean), Score (the logit) and Probability; vectors of these where the label is a vector.</summary>
    /// <param name="catalog"><c>mlContext.BinaryClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The label column: Boolean, or a number of which values over 0 are positive; for several labels at once a vector of such.</param>
    /// <param name="featureColumnName">The feature column: a vector of numbers of known size, dense or sparse, or one number, key or text; it need not be normalised. For several columns use <c>Network</c>.</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="hiddenLayers">Units of each hidden layer; null takes those of <see cref="MLExtensions.Networks.FeedForward"/>, [128, 64].</param>
    /// <param name="dropout">Part of each hidden layer's outputs that is zeroed in training, from 0 to below 1.</param>
    /// <param name="epochs">How often all training rows are seen at most, at least 1.</param>
    /// <param name="batchSize">Rows a training step, at least 1; null goes by the number of rows, 32 to 256.</param>
    /// <param name="learningRate">Learning rate of Adam; over 0, at most 1,000,000.</param>
    /// <param name="progress">Told of each epoch as it ends, for instance a <see cref="ConsoleProgress"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NetworkTrainer FeedForward(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        float dropout = 0,
        int epochs = 50,
        int? batchSize = null,
        float learningRate = 1e-3f,
        IProgress<TrainingProgress>? progress = null) =>
        catalog.Network(NetworkTrainerOptions.ForFeedForward(
            labelColumnName, featureColumnName, exampleWeightColumnName, hiddenLayers, dropout, epochs, batchSize, learningRate, progress));
}

using MLExtensions;
using MLExtensions.Networks;
using MLExtensions.Persistence;
using MLExtensions.Tasks;

namespace Microsoft.ML;

/// <summary>Networks that put rows in order within their groups: <c>mlContext.Ranking.Trainers.Network</c> and the short forms for common architectures.</summary>
public static class RankingNetworkExtensions
{
    /// <summary>A network of any architecture. It adds Score (Single): the larger, the further up a row belongs in its group.</summary>
    /// <param name="catalog"><c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">Columns, architecture and training.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    /// <exception cref="ArgumentException">An option is for another task, or contradicts another; the message names it.</exception>
    public static NetworkTrainer Network(this RankingCatalog.RankingTrainers catalog, NetworkTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NetworkTrainer(MLNetInternals.EnvironmentOf(catalog), new RankingTask(), options);
    }

    /// <summary>A feed-forward network (multilayer perceptron). It adds Score (Single): the larger, the further up a row belongs in its group.</summary>
    /// <param name="catalog"><c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="labelColumnName">The label column: a number of at least 0, or a key; the larger the better.</param>
    /// <param name="featureColumnName">The feature column: a vector of numbers of known size, dense or sparse, or one number, key or text; it need not be normalised. For several columns use <c>Network</c>.</param>
    /// <param name="rowGroupColumnName">The key column that says which rows belong together; they stand one after the other.</param>
    /// <param name="exampleWeightColumnName">A column of row weights; null weighs all rows alike.</param>
    /// <param name="hiddenLayers">Units of each hidden layer; null takes those of <see cref="MLExtensions.Networks.FeedForward"/>, [128, 64].</param>
    /// <param name="dropout">Part of each hidden layer's outputs that is zeroed in training, from 0 to below 1.</param>
    /// <param name="epochs">How often all training rows are seen at most, at least 1.</param>
    /// <param name="batchSize">Rows a training step, at least 1; null goes by the number of rows, 32 to 256.</param>
    /// <param name="learningRate">Learning rate of Adam; over 0, at most 1,000,000.</param>
    /// <param name="progress">Told of each epoch as it ends, for instance a <see cref="ConsoleProgress"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NetworkTrainer FeedForward(
        this RankingCatalog.RankingTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string rowGroupColumnName = "GroupId",
        string? exampleWeightColumnName = null,
        int[]? hiddenLayers = null,
        float dropout = 0,
        int epochs = 50,
        int? batchSize = null,
        float learningRate = 1e-3f,
        IProgress<TrainingProgress>? progress = null) =>
        catalog.Network(NetworkTrainerOptions.ForFeedForward(
            labelColumnName, featureColumnName, exampleWeightColumnName, hiddenLayers, dropout, epochs, batchSize, learningRate, progress, rowGroupColumnName));
}

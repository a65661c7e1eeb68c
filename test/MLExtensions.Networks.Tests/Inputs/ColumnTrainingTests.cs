using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Networks with columns learn what their columns say.</summary>
[TestClass]
public sealed class ColumnTrainingTests
{
    private static readonly float[] s_cityLevels = [0, 0, -3, 5, 1, -1, 4, 2];

    // A number with a long tail; the label jumps several times where most of the values are.
    [TestMethod]
    public void Training_OfAStepFunction_FitsBetterOverBinsThanStandardized()
    {
        const int Rows = 2000;
        var random = new Philox(2);
        float[] x = new float[Rows], y = new float[Rows];
        var statistics = new NumberStatistics(1);
        for (int i = 0; i < Rows; i++)
        {
            float gaussian = random.NextGaussian();
            x[i] = MathF.Exp(2 * gaussian);
            y[i] = MathF.Floor(3 * gaussian) % 2 == 0 ? 1 : -1;
            statistics.Add([x[i]]);
        }

        double standardized = Loss(NumberEncoding.Standardized), bins = Loss(NumberEncoding.PiecewiseLinear);
        Assert.IsLessThan(0.5 * standardized, bins, $"The losses are {bins} over bins and {standardized} standardised; the labels' variance is 1.");

        double Loss(NumberEncoding encoding)
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [32] }, new RegressionObjective(), InputDescription.Of(statistics.ToColumn("x", encoding, 48, indicators: false)), seed: 1);
            network.Train(new InMemoryData([1], x, y), null, new TrainingOptions { Epochs = 20, BatchSize = 50, LearningRate = 0.005f });
            return network.History!.Epochs[^1].TrainingLoss;
        }
    }

    [TestMethod]
    public void Training_OfALevelForEachCategory_LearnsIt_AndTheSameBitsOnAnyNumberOfThreads()
    {
        const int Rows = 3000;
        var random = new Philox(3);
        float[] features = new float[2 * Rows], labels = new float[Rows];
        for (int i = 0; i < Rows; i++)
        {
            int city = 2 + random.NextInt32(s_cityLevels.Length - 2);
            features[2 * i] = random.NextGaussian();
            features[(2 * i) + 1] = city;
            labels[i] = features[2 * i] + s_cityLevels[city];
        }

        int[] one = Train(1, out Network network), two = Train(2, out _);
        CollectionAssert.AreEqual(one, two);
        float[] score = new float[1];
        for (int city = 2; city < s_cityLevels.Length; city++)
        {
            network.Predict([0.5f, city], 1, score);
            Assert.AreEqual(0.5f + s_cityLevels[city], score[0], 0.2f, $"city {city}");
        }

        int[] Train(int threads, out Network network)
        {
            network = Network.Create(
                new FeedForward { HiddenLayers = [16] },
                new RegressionObjective(),
                InputDescription.Of(NumberColumn.AsTheyAre("x", 1), new CategoryColumn { Name = "city", Count = s_cityLevels.Length, Untrained = [0, 1] }),
                seed: 1);
            network.Train(
                new InMemoryData([2], features, labels), null, new TrainingOptions { Epochs = 15, BatchSize = 64, LearningRate = 0.01f, MaxDegreeOfParallelism = threads });
            return [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray()).Select(BitConverter.SingleToInt32Bits)];
        }
    }

    [TestMethod]
    public void Training_ChangesNoConstants()
    {
        int[] expected = Constants(TestColumns.Network()), got = Constants(TestColumns.Trained(out _));
        CollectionAssert.AreEqual(expected, got);

        static int[] Constants(Network network) => [.. network.Module.Buffers.SelectMany(buffer => buffer.Values.ToArray()).Select(BitConverter.SingleToInt32Bits)];
    }

    [TestMethod]
    public void Training_FromACheckpointOfOtherColumns_NamesThem()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint") } };
        var data = new InMemoryData([1], new float[] { 1, 2 }, new float[] { 0, 1 });
        Create(0).Train(data, null, options);
        Create(0).Train(data, null, options);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Create(1).Train(data, null, options)).Message, "Columns is");

        static Network Create(float mean) => Network.Create(
            new FeedForward { HiddenLayers = [] }, new BinaryObjective(), InputDescription.Of(NumberColumn.AsTheyAre("x", 1) with { Means = [mean] }), seed: 1);
    }
}

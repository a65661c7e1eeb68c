using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>What the architectures for images are tried on: the optical digits as images of one channel.</summary>
internal static class ImageSample
{
    private const int Side = 8;
    private const int Rows = 1500;

    /// <summary>Trains for some epochs on digits and asserts that the loss fell and that digits which it has not seen are mostly told apart.</summary>
    public static void CheckLearning(Architecture architecture, int epochs, double accuracy)
    {
        Digits training = Digits.Training(), test = Digits.Test();
        Network network = Network.Create(architecture, new MulticlassObjective(10), new InputDescription([1, Side, Side]), seed: 1);
        var data = new InMemoryData([1, Side, Side], training.Features.AsMemory(0, Rows * Side * Side), training.Labels.AsMemory(0, Rows));
        network.Train(data, validation: null, new TrainingOptions { Epochs = epochs, BatchSize = 50, LearningRate = 2e-3f, Seed = 1 });

        double[] losses = [.. network.History!.Epochs.Select(epoch => epoch.TrainingLoss)];
        Assert.IsLessThan(losses[0] / 2, losses[^1]);
        float[] scores = new float[test.Labels.Length * 10];
        network.Predict(test.Features, test.Labels.Length, scores);
        int right = test.Labels.Where((label, row) => scores.AsSpan(row * 10, 10).IndexOf(Max(scores.AsSpan(row * 10, 10))) == label).Count();
        Assert.IsGreaterThan(accuracy, right / (double)test.Labels.Length, $"losses: {string.Join(", ", losses)}");
    }

    /// <summary>Trains a little, so that statistics move, saves, loads and compares architecture, parameters and predictions.</summary>
    public static void CheckSaving(Architecture architecture, Shape row)
    {
        const int rows = 12;
        Network network = Network.Create(architecture, new MulticlassObjective(3), new InputDescription(row), seed: 4);
        var random = new Philox(2);
        float[] features = [.. Enumerable.Range(0, rows * (int)row.Length).Select(_ => random.NextGaussian())];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => i % 3)];
        network.Train(new InMemoryData(row, features, labels), null, new TrainingOptions { Epochs = 2, BatchSize = 4 });
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Network loaded = Network.Load(file);

        Assert.AreEqual(architecture, loaded.Architecture);
        Assert.AreEqual(network.ToString(), loaded.ToString());
        float[] before = new float[rows * 3], after = new float[rows * 3];
        network.Predict(features, rows, before);
        loaded.Predict(features, rows, after);
        CollectionAssert.AreEqual(before, after);
    }

    private static float Max(ReadOnlySpan<float> values)
    {
        float largest = float.NegativeInfinity;
        foreach (float value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}

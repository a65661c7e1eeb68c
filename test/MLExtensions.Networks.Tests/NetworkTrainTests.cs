using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class NetworkTrainTests
{
    [TestMethod]
    public void Train_OnExclusiveOr_LearnsIt()
    {
        float[] features = [0, 0, 0, 1, 1, 0, 1, 1];
        Network network = Network.Create(new FeedForward { HiddenLayers = [16], Activation = Activation.Tanh }, new BinaryObjective(), new InputDescription([2]), seed: 1);
        network.Train(new InMemoryData([2], features, new float[] { 0, 1, 1, 0 }), null, new TrainingOptions { Epochs = 500, BatchSize = 4, LearningRate = 0.05f });

        float[] scores = new float[4];
        network.Predict(features, 4, scores);
        CollectionAssert.AreEqual(new[] { false, true, true, false }, scores.Select(score => score > 0).ToArray());
        Assert.IsLessThan(0.05, network.History!.Best.TrainingLoss);
    }

    [TestMethod]
    public void Train_OnDigits_ReachesNinetyFivePercentOnTheTestFile_AndSurvivesSaving()
    {
        Digits training = Digits.Training();
        Digits test = Digits.Test();
        Network network = Network.Create(new FeedForward { Dropout = 0.2f }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 1);
        network.Train(training.Data(), null, new TrainingOptions { Epochs = 20, LearningRate = 2e-3f, Seed = 1 });

        float[] scores = new float[test.Labels.Length * 10];
        network.Predict(test.Features, test.Labels.Length, scores);
        double accuracy = Enumerable.Range(0, test.Labels.Length).Average(row => Best(scores.AsSpan(row * 10, 10)) == test.Labels[row] ? 1.0 : 0.0);
        Assert.IsGreaterThanOrEqualTo(0.95, accuracy);

        using var stream = new MemoryStream();
        network.Save(stream);
        stream.Position = 0;
        Network loaded = Network.Load(stream);
        float[] again = new float[scores.Length];
        loaded.Predict(test.Features, test.Labels.Length, again);
        CollectionAssert.AreEqual(scores, again);
        CollectionAssert.AreEqual(network.History!.Epochs.ToArray(), loaded.History!.Epochs.ToArray());
        Assert.AreEqual(network.History with { Epochs = [] }, loaded.History with { Epochs = [] });
    }

    [TestMethod]
    public void Train_WithValidation_MeasuresTheMetricThatPredictionGives()
    {
        Digits training = Digits.Training();
        Digits test = Digits.Test();
        Network network = Network.Create(new FeedForward { HiddenLayers = [16] }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 1);
        network.Train(training.Data(), test.Data(), new TrainingOptions { Epochs = 2 });

        float[] scores = new float[test.Labels.Length * 10];
        network.Predict(test.Features, test.Labels.Length, scores);
        double accuracy = Enumerable.Range(0, test.Labels.Length).Average(row => Best(scores.AsSpan(row * 10, 10)) == test.Labels[row] ? 1.0 : 0.0);
        double loss = Enumerable.Range(0, test.Labels.Length).Average(row => -Math.Log(scores[(row * 10) + test.Labels[row]]));
        Assert.AreEqual("Accuracy", network.History!.MetricName);
        Assert.AreEqual(accuracy, network.History.Best.ValidationMetric!.Value, 1e-9);
        Assert.AreEqual(loss, network.History.Best.ValidationLoss!.Value, 1e-4);
    }

    [TestMethod]
    public void Train_WithOneTwoAndFourThreads_GivesTheSameBits()
    {
        Digits training = Digits.Training();
        float[] weights(int threads)
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [256, 128], Dropout = 0.1f }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 2);
            network.Train(training.Data(), null, new TrainingOptions { Epochs = 1, BatchSize = 512, Seed = 3, MaxDegreeOfParallelism = threads });
            return [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        }

        float[] one = weights(1);
        CollectionAssert.AreEqual(one, weights(1));
        CollectionAssert.AreEqual(one, weights(2));
        CollectionAssert.AreEqual(one, weights(4));
    }

    [TestMethod]
    public void Train_ThatThrowsInALaterEpoch_LeavesTheNetworkAsItWas()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [4] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
        var data = new InMemoryData([1], new float[] { 1, 2, 3 }, new float[] { 1000, 2000, 3000 });
        float[] before = Scores(network);
        var options = new TrainingOptions { Epochs = 5, Progress = new FailingProgress(epoch: 2) };
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => network.Train(data, data, options));

        CollectionAssert.AreEqual(before, Scores(network));
        Assert.AreEqual(new RegressionObjective(), network.Objective);
        Assert.IsNull(network.History);

        network.Train(data, data, options with { Progress = null });
        float[] trained = Scores(network);
        TrainingHistory history = network.History!;
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => network.Train(data, data, options));
        CollectionAssert.AreEqual(trained, Scores(network));
        Assert.AreSame(history, network.History);
    }

    [TestMethod]
    public void Train_OfALinearRegression_FindsTheLine()
    {
        // y = 5,000,000 + 300 a - 200 b exactly, which a linear network can represent.
        var random = new Philox(1);
        float[] features = new float[2 * 500];
        float[] labels = new float[500];
        for (int row = 0; row < labels.Length; row++)
        {
            features[2 * row] = random.NextGaussian();
            features[(2 * row) + 1] = random.NextGaussian();
            labels[row] = 5_000_000 + (300 * features[2 * row]) - (200 * features[(2 * row) + 1]);
        }

        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(), new InputDescription([2]), seed: 1);
        network.Train(new InMemoryData([2], features, labels), new InMemoryData([2], features, labels), new TrainingOptions { Epochs = 100, LearningRate = 0.02f });

        float[] scores = new float[1];
        network.Predict([1, -1], 1, scores);
        Assert.AreEqual(5_000_500, scores[0], 5);
        Assert.AreEqual("RootMeanSquaredError", network.History!.MetricName);
        Assert.IsLessThan(5, network.History.Best.ValidationMetric!.Value);
    }

    [TestMethod]
    public void Train_OnAConstantLabel_PredictsIt()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [8] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
        network.Train(new InMemoryData([1], new float[] { 1, 2, 3, 4 }, new float[] { 42, 42, 42, 42 }), null, new TrainingOptions { Epochs = 300, LearningRate = 0.01f });

        float[] scores = new float[1];
        network.Predict([2], 1, scores);
        Assert.AreEqual(42f, scores[0], 0.1f);
    }

    [TestMethod]
    public void Train_PassesOverRowsOfWeightZero()
    {
        // The rows of weight 0 say the opposite.
        float[] features = [-1, 1, -1, 1];
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new BinaryObjective(), new InputDescription([1]), seed: 1);
        var data = new InMemoryData([1], features, new float[] { 0, 1, 1, 0 }, new float[] { 1, 1, 0, 0 });
        network.Train(data, data, new TrainingOptions { Epochs = 200, LearningRate = 0.1f, EarlyStopping = null });

        float[] scores = new float[2];
        network.Predict([-1, 1], 2, scores);
        Assert.IsLessThan(-2, scores[0]);
        Assert.IsGreaterThan(2, scores[1]);
        Assert.AreEqual(1, network.History!.Best.ValidationMetric!.Value);
    }

    [TestMethod]
    public void Train_WithARateFarTooHigh_ThrowsAndLeavesTheWeights()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [16, 16] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
        float[] before = [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        float[] rows = [.. Enumerable.Range(0, 1000).Select(row => (float)row)];
        var exception = Assert.ThrowsExactly<InvalidOperationException>(
            () => network.Train(new InMemoryData([1], rows, rows), null, new TrainingOptions { Optimizer = new Sgd(), LearningRate = 1000 }));

        StringAssert.Contains(exception.Message, "The learning rate is 1000; try 100.");
        CollectionAssert.AreEqual(before, network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray()).ToArray());
        Assert.IsNull(network.History);
    }

    [TestMethod]
    public void Train_OnLabelsThatAreNone_NamesTheLabel()
    {
        Network multiclass = Network.Create(new FeedForward { HiddenLayers = [] }, new MulticlassObjective(3), new InputDescription([1]), seed: 1);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => multiclass.Train(new InMemoryData([1], new float[2], new[] { 0, 3 }), null, new TrainingOptions())).Message,
            "A label is 3; with 3 classes, labels are 0 to 2.");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => multiclass.Train(new InMemoryData([1], new float[2], new float[2]), null, new TrainingOptions())).Message,
            "labels are Float32; the objective takes Int32");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => multiclass.Train(new InMemoryData([2], new float[4], new int[2]), null, new TrainingOptions())).Message,
            "rows have shape [2]; the network takes [1]");
        Network binary = Network.Create(new FeedForward { HiddenLayers = [] }, new BinaryObjective(), new InputDescription([1]), seed: 1);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => binary.Train(new InMemoryData([1], new float[2], new float[] { 0, 2 }), null, new TrainingOptions())).Message,
            "A label is 2; binary classification takes 0 and 1.");
    }

    [TestMethod]
    public void Train_AStep_AllocatesAtMostOneKilobyte()
    {
        InMemoryData data = Digits.Training().Data();
        long allocated(int epochs)
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [32, 16], Dropout = 0.1f }, new MulticlassObjective(10), new InputDescription([Digits.FeatureCount]), seed: 1);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            network.Train(data, null, new TrainingOptions { Epochs = epochs });
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        // 3,823 rows are 120 steps an epoch; the difference leaves out what starting costs.
        allocated(1);
        long few = allocated(1);
        long many = allocated(6);
        Assert.IsLessThan(1024, (many - few) / (5 * 120));
    }

    [TestMethod]
    public void Train_Over10000Steps_KeepsMemoryFlat()
    {
        var memory = new List<long>();
        var random = new Philox(1);
        float[] features = new float[8 * 320];
        foreach (ref float feature in features.AsSpan())
        {
            feature = random.NextGaussian();
        }

        Network network = Network.Create(new FeedForward { HiddenLayers = [16], Dropout = 0.1f }, new BinaryObjective(), new InputDescription([8]), seed: 1);
        var progress = new OnReport(report =>
        {
            if (report.Epoch is 100 or 1100)
            {
                memory.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        });
        network.Train(new InMemoryData([8], features, new float[320]), null, new TrainingOptions { Epochs = 1100, Progress = progress });

        // 1,000 epochs of history are a part of it.
        Assert.IsLessThan(256 * 1024, memory[1] - memory[0]);
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }

    private sealed class OnReport(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }

    private static float[] Scores(Network network)
    {
        float[] scores = new float[2];
        network.Predict([1, 2], 2, scores);
        return scores;
    }

    private sealed class FailingProgress(int epoch) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch)
            {
                throw new TimeZoneNotFoundException();
            }
        }
    }
}

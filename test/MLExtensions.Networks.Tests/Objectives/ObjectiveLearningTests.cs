using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Networks of each objective learn what is known of the data that they are given.</summary>
[TestClass]
public sealed class ObjectiveLearningTests
{
    private const int Rows = 4000;

    [TestMethod]
    [DataRow(0.1f)]
    [DataRow(0.5f)]
    [DataRow(0.9f)]
    public void Quantile_CoversItsShareOfLabels_WhateverTheFeature(float quantile)
    {
        // Noise that grows with the feature.
        (float[] features, float[] labels) = Noisy(seed: 1);
        Network network = Train(new RegressionObjective { LossFunction = new QuantileLoss { Quantile = quantile } }, features, labels);
        (float[] unseen, float[] truth) = Noisy(seed: 2);
        float[] scores = Predict(network, unseen);
        foreach ((float low, float high) in new[] { (-1f, 0f), (0, 1) })
        {
            int[] rows = [.. Enumerable.Range(0, Rows).Where(row => unseen[row] >= low && unseen[row] < high)];
            Assert.AreEqual(quantile, rows.Average(row => truth[row] < scores[row] ? 1.0 : 0), 0.04);
        }
    }

    [TestMethod]
    public void Gaussian_RecoversMeansAndSpreads()
    {
        (float[] features, float[] labels) = Noisy(seed: 1);
        Network network = Train(new RegressionObjective { LossFunction = new GaussianLoss() }, features, labels);
        Assert.AreEqual(2, network.ScoreCount);
        foreach (float feature in new[] { -0.8f, -0.4f, 0, 0.4f, 0.8f })
        {
            float[] scores = Predict(network, [feature]);
            Assert.AreEqual(Mean(feature), scores[0], 3, $"mean at {feature}");
            Assert.AreEqual(1, scores[1] / Spread(feature), 0.2, $"spread at {feature}");
        }
    }

    [TestMethod]
    public void Gaussian_OfTwoLabels_KeepsThemApart()
    {
        (float[] features, float[] labels) = Noisy(seed: 1);

        // The second label is the first in thousandths, and shifted.
        float[] both = [.. labels.SelectMany(label => new[] { label, (label / 1000) - 5 })];
        Network network = Train(new RegressionObjective { OutputCount = 2, LossFunction = new GaussianLoss() }, features, both);
        float[] scores = Predict(network, [0.5f]);
        Assert.AreEqual(Mean(0.5f), scores[0], 3);
        Assert.AreEqual((Mean(0.5f) / 1000) - 5, scores[1], 0.003);
        Assert.AreEqual(1, scores[2] / Spread(0.5f), 0.2);
        Assert.AreEqual(1, scores[3] / (Spread(0.5f) / 1000), 0.2);
    }

    [TestMethod]
    public void Poisson_RecoversRates()
    {
        var random = new Philox(3);
        static double rate(float feature) => 40 * Math.Exp(1.5 * feature);
        float[] features = [.. Enumerable.Range(0, Rows).Select(_ => (2 * random.NextSingle()) - 1)];
        float[] counts = [.. features.Select(feature => Count(random, rate(feature)))];
        Network network = Train(new RegressionObjective { LossFunction = new PoissonLoss() }, features, counts);
        Assert.AreEqual("PoissonDeviance", network.History!.MetricName);
        foreach (float feature in new[] { -0.9f, -0.3f, 0.3f, 0.9f })
        {
            Assert.AreEqual(1, Predict(network, [feature])[0] / rate(feature), 0.07, $"at {feature}");
        }

        // Of 40 and more the deviance of the true rates is near 1.
        Assert.AreEqual(1, network.History.Best.ValidationMetric!.Value, 0.1);
    }

    [TestMethod]
    public void Absolute_IsTheMedian_AndSquaredTheMean_OfSkewedLabels()
    {
        // No feature says anything; labels are exp(normal): median 1, mean exp(1/2).
        var random = new Philox(3);
        float[] features = new float[Rows], labels = [.. features.Select(_ => MathF.Exp(random.NextGaussian()))];
        double median = labels.Order().ElementAt(Rows / 2), mean = labels.Average();
        Assert.AreEqual(median, Predict(Train(new RegressionObjective { LossFunction = new AbsoluteLoss() }, features, labels), [0])[0], 0.05);
        Assert.AreEqual(mean, Predict(Train(new RegressionObjective(), features, labels), [0])[0], 0.1);
        float huber = Predict(Train(new RegressionObjective { LossFunction = new HuberLoss { Delta = 0.2f } }, features, labels), [0])[0];
        Assert.IsTrue(huber > median && huber < mean, $"{huber} is not between {median} and {mean}");
    }

    [TestMethod]
    public void Huber_IsNotMovedByOutliers()
    {
        var random = new Philox(3);
        float[] features = [.. Enumerable.Range(0, Rows).Select(_ => (2 * random.NextSingle()) - 1)];
        float[] labels = [.. features.Select((feature, row) => row % 50 == 0 ? 1000 : 10 * feature)];
        float score(RegressionLoss loss) => Predict(Train(new RegressionObjective { LossFunction = loss }, features, labels), [0.5f])[0];
        Assert.AreEqual(5, score(new HuberLoss { Delta = 0.01f }), 1.5);
        Assert.IsGreaterThan(15, score(new SquaredLoss()));
    }

    [TestMethod]
    public void Binary_OfSeveralLabels_LearnsEach()
    {
        // Of two features: is the first above 0, is the second, are both of one sign.
        var random = new Philox(4);
        float[] features = [.. Enumerable.Range(0, 2 * Rows).Select(_ => random.NextGaussian())];
        float[] labels = [.. features.Chunk(2).SelectMany(row => new[] { row[0] > 0 ? 1f : 0, row[1] > 0 ? 1 : 0, row[0] * row[1] > 0 ? 1 : 0 })];
        Network network = Network.Create(new FeedForward { HiddenLayers = [32, 32] }, new BinaryObjective { LabelCount = 3 }, new InputDescription([2]), seed: 1);
        var data = new InMemoryData([2], features, labels, labelSize: 3);
        network.Train(data, data, new TrainingOptions { Epochs = 20, BatchSize = 64, LearningRate = 0.01f });
        Assert.IsGreaterThan(0.96, network.History!.Best.ValidationMetric!.Value);
        float[] scores = new float[3];
        network.Predict([1, -1], 1, scores);
        CollectionAssert.AreEqual(new[] { 1, -1, -1 }, scores.Select(MathF.Sign).ToArray());
    }

    [TestMethod]
    public void BalanceClasses_BringsRareClassesUp()
    {
        // One row of ten is of class 1, and nothing tells it from the others: balanced, its odds are even; else a ninth.
        int[] classes = [.. Enumerable.Range(0, Rows).Select(row => row % 10 == 0 ? 1 : 0)];
        float[] labels = Array.ConvertAll(classes, label => (float)label), features = new float[Rows];
        foreach ((bool balanced, double expected) in new[] { (true, 0.5), (false, 0.1) })
        {
            Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new MulticlassObjective(2) { BalanceClasses = balanced }, new InputDescription([1]), seed: 1);
            network.Train(new InMemoryData([1], features, classes), null, new TrainingOptions { Epochs = 60, BatchSize = 500, LearningRate = 0.05f });
            Assert.AreEqual(expected, Predict(network, [0])[1], 0.02);
            network = Train(new BinaryObjective { BalanceClasses = balanced }, features, labels);
            Assert.AreEqual(expected, BinaryObjective.Probability(Predict(network, [0])[0]), 0.03);
        }
    }

    [TestMethod]
    [DataRow(RankingLoss.RankNet)]
    [DataRow(RankingLoss.LambdaRank)]
    public void Ranking_OrdersUnseenGroups(RankingLoss loss)
    {
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [32] }, new RankingObjective { LossFunction = loss }, new InputDescription([2]), seed: 1);
        network.Train(Groups(seed: 1), Groups(seed: 2), new TrainingOptions { Epochs = 20, BatchSize = 64, LearningRate = 0.01f });
        Assert.IsGreaterThan(0.97, network.History!.Best.ValidationMetric!.Value);

        // Grades are of the product of the features.
        float[] scores = new float[3];
        network.Predict([1.5f, 1.5f, 0.1f, 0.2f, 1.5f, -1.5f], 3, scores);
        Assert.IsTrue(scores[0] > scores[1] && scores[1] > scores[2]);
    }

    [TestMethod]
    public void Ranking_OfLightGbmsSample_IsFarAboveARandomOrder()
    {
        (RankingSample training, RankingSample test) = RankingSample.Read();
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [32], Dropout = 0.2f }, new RankingObjective(), new InputDescription([RankingSample.FeatureCount]), seed: 1);
        network.Train(training.Data, null, new TrainingOptions { Epochs = 4, BatchSize = 64, LearningRate = 0.003f });
        double ndcg(float[] scores)
        {
            using var scope = new TensorScope(CpuDevice.Default);
            int rows = test.Labels.Length;
            var batch = new Batch(scope, scope.Zeros([rows, 1]), scope.From(test.Labels, [rows]), null, rows, test.Groups);
            (double sum, double weight) = network.Objective.BatchMetric(scores, test.Labels, default, batch);
            return sum / weight;
        }

        // All scores the same are a random order on average: 0.585.
        Assert.AreEqual(0.585, ndcg(new float[test.Labels.Length]), 0.01);
        Assert.IsGreaterThan(0.70, ndcg(Predict(network, test.Features)));
    }

    private static double Mean(float feature) => 100 + (50 * feature);

    private static double Spread(float feature) => 10 * Math.Exp(feature);

    private static (float[] Features, float[] Labels) Noisy(int seed)
    {
        var random = new Philox(seed);
        float[] features = [.. Enumerable.Range(0, Rows).Select(_ => (2 * random.NextSingle()) - 1)];
        return (features, [.. features.Select(feature => (float)(Mean(feature) + (Spread(feature) * random.NextGaussian())))]);
    }

    /// <summary>A count of a Poisson distribution (Knuth).</summary>
    private static int Count(Philox random, double rate)
    {
        int count = -1;
        for (double product = 1, limit = Math.Exp(-rate); product > limit; count++)
        {
            product *= random.NextSingle();
        }

        return count;
    }

    private static InMemoryData Groups(int seed)
    {
        var random = new Philox(seed);
        float[] features = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())];
        float[] grades = [.. features.Chunk(2).Select(row => MathF.Round(Math.Clamp(2 + (row[0] * row[1]), 0, 4)))];

        // Groups of 3 to 12 rows.
        int[] groups = [.. Enumerable.Range(0, 400).SelectMany(group => Enumerable.Repeat(group, 3 + (group % 10))).Take(grades.Length)];
        return new InMemoryData([2], features, grades, default, groups);
    }

    private static Network Train(Objective objective, float[] features, float[] labels)
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [16], Activation = Activation.Tanh }, objective, new InputDescription([1]), seed: 1);
        var data = new InMemoryData([1], features, labels, labelSize: objective.LabelSize);
        network.Train(data, data, new TrainingOptions { Epochs = 40, BatchSize = 64, LearningRate = 0.01f, Schedule = new OneCycle() });
        return network;
    }

    private static float[] Predict(Network network, float[] features)
    {
        int rows = features.Length / (int)network.Input.Shape.Length;
        float[] scores = new float[rows * network.ScoreCount];
        network.Predict(features, rows, scores);
        return scores;
    }
}

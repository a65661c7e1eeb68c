using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class NetworkPredictTests
{
    [TestMethod]
    public void Predict_OfMulticlass_GivesTheSoftmax()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new MulticlassObjective(3), new InputDescription([3]), seed: 1);
        new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }.CopyTo(network.Module.Parameters[0].Values);
        network.Module.Parameters[1].Values.Clear();
        float[] scores = new float[6];
        network.Predict([0, MathF.Log(2), MathF.Log(5), 100, 100, -100], 2, scores);

        // exp(logit) is 1, 2, 5 of 8, and 1, 1, next to nothing of 2.
        float[] expected = [0.125f, 0.25f, 0.625f, 0.5f, 0.5f, 0];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], scores[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Predict_OfRegression_GivesScoresInTheLabelsUnits()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(100, 10), new InputDescription([2]), seed: 1);
        new[] { 2f, -1f }.CopyTo(network.Module.Parameters[0].Values);
        new[] { 0.5f }.CopyTo(network.Module.Parameters[1].Values);
        float[] scores = new float[2];
        network.Predict([1, 1, 0, 3], 2, scores);

        // 100 + 10 * (2 - 1 + 0.5) and 100 + 10 * (-3 + 0.5).
        CollectionAssert.AreEqual(new[] { 115f, 75f }, scores);
    }

    [TestMethod]
    public void Predict_OfBinary_GivesLogOdds()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new BinaryObjective(), new InputDescription([1]), seed: 1);
        network.Module.Parameters[0].Values[0] = 1;
        network.Module.Parameters[1].Values[0] = 0;
        float[] scores = new float[3];
        network.Predict([-2, 0, 3], 3, scores);

        CollectionAssert.AreEqual(new[] { -2f, 0, 3 }, scores);
        Assert.AreEqual(0.5f, BinaryObjective.Probability(0));
        Assert.AreEqual(0.95257413f, BinaryObjective.Probability(3), 1e-7f);
        Assert.AreEqual(3.7200760e-44f, BinaryObjective.Probability(-100), 2e-45f);
        Assert.AreEqual(1f, BinaryObjective.Probability(float.MaxValue));
    }

    [TestMethod]
    public void Predict_OfManyRows_GivesWhatRowByRowGives()
    {
        const int Rows = 10_001;
        Network network = Create(out float[] features, Rows);
        float[] together = new float[Rows * 3];
        network.Predict(features, Rows, together);

        float[] alone = new float[3];
        foreach (int row in new[] { 0, 1, 4095, 4096, 9999, 10_000 })
        {
            network.Predict(features.AsSpan(row * 20, 20), 1, alone);
            for (int i = 0; i < 3; i++)
            {
                Assert.AreEqual(alone[i], together[(row * 3) + i], 1e-6f, $"row {row}");
            }
        }
    }

    [TestMethod]
    public void Predict_OfOneRow_AfterTraining_GivesTheNewNetworksScores()
    {
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
        float[] score = new float[1];
        network.Predict([2], 1, score);

        // Labels far from 0: the objective of after has another scaling than that of before.
        network.Train(new InMemoryData([1], new float[] { 0, 1, 2, 3 }, new float[] { 1000, 1001, 1002, 1003 }), null, new TrainingOptions { Epochs = 3 });
        float[] rows = new float[2];
        network.Predict([2], 1, score);
        network.Predict([2, 2], 2, rows);
        Assert.AreEqual(rows[0], score[0], 1e-3f);
        Assert.IsGreaterThan(900, score[0]);
    }

    [TestMethod]
    public void Predict_OfOneRow_ThroughALayerThatLooksAtTheRow_LooksAtEachRow()
    {
        var doubling = new DoublingOfNegatives();
        PredictOneByOne(doubling);
        PredictOneByOne(new SequentialModule("", [doubling]));

        static void PredictOneByOne(Layer layer)
        {
            Network network = Network.Create(new Fixed(layer), new RegressionObjective(), new InputDescription([1]), seed: 1);
            float[] score = new float[1];
            foreach ((float value, float expected) in new[] { (3f, 3f), (-1f, -2f), (5f, 5f), (-4f, -8f) })
            {
                network.Predict([value], 1, score);
                Assert.AreEqual(expected, score[0]);
            }
        }
    }

    [TestMethod]
    public void Predict_FromManyThreads_GivesTheSame()
    {
        const int Rows = 300;
        Network network = Create(out float[] features, Rows);
        float[] expected = new float[Rows * 3];
        network.Predict(features, Rows, expected);

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, thread =>
        {
            float[] scores = new float[Rows * 3];
            for (int i = 0; i < 10; i++)
            {
                network.Predict(features, Rows, scores);
                CollectionAssert.AreEqual(expected, scores);
            }
        });
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(77)]
    [DataRow(3000)]
    public void Predict_AfterWarmUp_AllocatesNothing(int rows)
    {
        Network network = Create(out float[] features, rows);
        float[] scores = new float[rows * 3];
        for (int i = 0; i < 50; i++)
        {
            network.Predict(features, rows, scores);
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < 100; i++)
        {
            network.Predict(features, rows, scores);
        }

        // Not 0, as the runtime itself allocates now and then; less than one object a prediction.
        Assert.IsLessThan(100 * 24, GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    [TestMethod]
    public void Predict_Of100000Rows_OneByOne_KeepsMemoryFlat()
    {
        Network network = Create(out float[] features, 1);
        float[] scores = new float[3];
        void predict(int times)
        {
            for (int i = 0; i < times; i++)
            {
                network.Predict(features, 1, scores);
            }
        }

        predict(1000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        predict(100_000);
        Assert.IsLessThan(64 * 1024, GC.GetTotalMemory(forceFullCollection: true) - before);
    }

    [TestMethod]
    public void Predict_OfNoRows_DoesNothing() => Create(out _, 1).Predict([], 0, []);

    [TestMethod]
    public void Predict_OfLengthsThatDoNotFit_SaysWhat()
    {
        Network network = Create(out float[] features, 2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => network.Predict(features, 3, new float[9])).Message, "40 features; expected 3 rows of shape [20], 60");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => network.Predict(features, 2, new float[5])).Message, "5 scores; expected 2 rows of 3, 6");
    }

    private static Network Create(out float[] features, int rows)
    {
        var random = new Philox(9);
        features = new float[rows * 20];
        foreach (ref float feature in features.AsSpan())
        {
            feature = random.NextGaussian();
        }

        return Network.Create(new FeedForward { HiddenLayers = [64, 32], Dropout = 0.5f }, new MulticlassObjective(3), new InputDescription([20]), seed: 1);
    }

    /// <summary>x where it is positive, else 2 x: chosen by the program and not by an operation.</summary>
    private sealed class DoublingOfNegatives() : Layer("doubling")
    {
        public override Tensor Forward(ForwardContext context, Tensor input) => input.ToArray()[0] < 0 ? context.Add(input, input) : input;

        public override Shape OutputShape(Shape input) => input;
    }

    private sealed record Fixed(Layer Layer) : Architecture
    {
        public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) => Layer;
    }
}

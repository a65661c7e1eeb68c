using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>What every architecture for sequences keeps to.</summary>
[TestClass]
public sealed class SequenceArchitectureTests
{
    public static IEnumerable<object[]> Titles => SequenceCase.All.Select(item => new object[] { item.Title });

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_DoesNotDependOnWhatStandsPastTheLength(string title)
    {
        int[][] texts = SequenceRows.Random(40, 10, seed: 1);
        Network tokens = Create(title, SequenceRows.Tokens(10)), steps = Create(title, SequenceRows.Steps(10));
        CollectionAssert.AreEqual(
            SequenceRows.Scores(tokens, SequenceRows.Of(10, filler: 0, texts)), SequenceRows.Scores(tokens, SequenceRows.Of(10, filler: 6, texts)));
        float[] expected = SequenceRows.Scores(steps, SequenceRows.Signals(10, float.NaN, texts));
        Assert.IsTrue(expected.All(float.IsFinite));
        CollectionAssert.AreEqual(expected, SequenceRows.Scores(steps, SequenceRows.Signals(10, filler: 1e30f, texts)));
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_DoesNotDependOnHowMuchPaddingThereIs(string title)
    {
        int[][] texts = [.. SequenceRows.Random(20, 10, seed: 2), []];
        (Network Short, Network Long) tokens = (Create(title, SequenceRows.Tokens(10)), Create(title, SequenceRows.Tokens(20)));
        CopyWeights(tokens.Short, tokens.Long);
        AssertClose(SequenceRows.Scores(tokens.Short, SequenceRows.Of(10, 0, texts)), SequenceRows.Scores(tokens.Long, SequenceRows.Of(20, 0, texts)), 1e-6f);

        (Network Short, Network Long) steps = (Create(title, SequenceRows.Steps(10)), Create(title, SequenceRows.Steps(20)));
        CopyWeights(steps.Short, steps.Long);
        AssertClose(
            SequenceRows.Scores(steps.Short, SequenceRows.Signals(10, float.NaN, texts)), SequenceRows.Scores(steps.Long, SequenceRows.Signals(20, float.NaN, texts)), 1e-6f);
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_DoesNotDependOnWhatStandsPastTheLength(string title)
    {
        int[][] texts = SequenceRows.Random(24, 10, seed: 3);
        Network first = Create(title, SequenceRows.Tokens(10)), second = Create(title, SequenceRows.Tokens(10));
        Train(first, SequenceRows.Of(10, filler: 0, texts), epochs: 2, threads: 1);
        Train(second, SequenceRows.Of(10, filler: 4, texts), epochs: 2, threads: 1);
        CollectionAssert.AreEqual(Weights(first), Weights(second));
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_OnOneAndTwoThreads_GivesTheSameBits(string title)
    {
        float[] features = SequenceRows.Of(40, 0, SequenceRows.Random(64, 40, seed: 4));
        Network one = Create(title, SequenceRows.Tokens(40)), two = Create(title, SequenceRows.Tokens(40));
        Train(one, features, epochs: 2, threads: 1);
        Train(two, features, epochs: 2, threads: 2);
        CollectionAssert.AreEqual(Weights(one), Weights(two));
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_OneRowAtATime_GivesWhatABatchGives(string title)
    {
        const int Count = 30;
        float[] features = SequenceRows.Of(10, 0, SequenceRows.Random(Count, 10, seed: 5));
        Network network = Create(title, SequenceRows.Tokens(10));
        float[] together = SequenceRows.Scores(network, features);
        for (int row = 0; row < Count; row++)
        {
            AssertClose(together[(3 * row)..((3 * row) + 3)], SequenceRows.Scores(network, features[(11 * row)..(11 * (row + 1))]), 2e-6f);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_OfRowsWithoutSteps_IsFinite(string title)
    {
        Assert.IsTrue(SequenceRows.Scores(Create(title, SequenceRows.Tokens(10)), SequenceRows.Of(10, 0, [], [])).All(float.IsFinite));
        Network steps = Create(title, SequenceRows.Steps(10));
        Assert.IsTrue(SequenceRows.Scores(steps, SequenceRows.Signals(10, float.NaN, [])).All(float.IsFinite));
        Train(steps, SequenceRows.Signals(10, 0, [], [], [1]), epochs: 2, threads: 1);
        Assert.IsTrue(Weights(steps).All(float.IsFinite));
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Load_OfSave_GivesTheSameScoresToTheBit(string title)
    {
        foreach ((InputDescription input, float[] features) in new[]
        {
            (SequenceRows.Tokens(10), SequenceRows.Of(10, 0, SequenceRows.Random(20, 10, seed: 6))),
            (SequenceRows.Steps(10), SequenceRows.Signals(10, float.NaN, SequenceRows.Random(20, 10, seed: 6))),
        })
        {
            Network network = Create(title, input);
            using var stream = new MemoryStream();
            network.Save(stream);
            stream.Position = 0;
            Network loaded = Network.Load(stream);
            Assert.AreEqual(network.Architecture, loaded.Architecture);
            Assert.AreEqual(network.Input, loaded.Input);
            Assert.AreEqual(network.ToString(), loaded.ToString());
            CollectionAssert.AreEqual(SequenceRows.Scores(network, features), SequenceRows.Scores(loaded, features));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Json_GivesAnEqualArchitecture(string title)
    {
        Architecture architecture = Find(title);
        Architecture read = Architectures.FromJson(Architectures.ToJson(architecture));
        Assert.AreEqual(architecture, read);
        Assert.AreEqual(architecture.GetHashCode(), read.GetHashCode());
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_TakesRowsOfEveryKind(string title)
    {
        var random = new Philox(9);
        float[] numbers = [.. Enumerable.Range(0, 12 * 20).Select(_ => random.NextGaussian())];
        float[] mixed = [.. Enumerable.Range(0, 20).SelectMany(row => numbers[(5 * row)..((5 * row) + 5)].Append(row % 4))];
        foreach ((InputDescription input, float[] features) in new[]
        {
            (new InputDescription([12]), numbers),
            (new InputDescription([4, 3]), numbers),
            (SequenceRows.Steps(6, isVariable: false), numbers),
            (InputDescription.Of(NumberColumn.AsTheyAre("numbers", 5), new CategoryColumn { Name = "category", Count = 4, Dimension = 3 }), mixed),
        })
        {
            Network network = Create(title, input);
            Train(network, features, epochs: 2, threads: 1);
            Assert.IsTrue(Weights(network).All(float.IsFinite));
            Assert.IsTrue(SequenceRows.Scores(network, features).All(float.IsFinite));
            StringAssert.Contains(network.ToString(), "head");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Create_ForImages_SaysWhatItTakes(string title)
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => Create(title, new InputDescription([3, 8, 8]))).Message;
        StringAssert.Contains(message, $"{Find(title).GetType().Name} takes rows of shape [time, features], or vectors; found [3, 8, 8].");
    }

    /// <summary>Which of two words comes first, among others: no bag of words can tell, so the loss of knowing nothing is ln 2.</summary>
    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_LearnsTheOrderOfTokens(string title)
    {
        const int Count = 512, MaximumLength = 6;
        var random = new Philox(10);
        var texts = new int[Count][];
        int[] labels = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            int[] text = [.. Enumerable.Range(0, 2 + random.NextInt32(MaximumLength - 1)).Select(_ => 3 + random.NextInt32(SequenceRows.Vocabulary - 3))];
            int first = random.NextInt32(text.Length - 1), second = first + 1 + random.NextInt32(Math.Min(2, text.Length - 1 - first));
            labels[i] = random.NextInt32(2);
            (text[first], text[second]) = labels[i] == 0 ? (1, 2) : (2, 1);
            texts[i] = text;
        }

        Network network = Network.Create(Find(title), new MulticlassObjective(2), SequenceRows.Tokens(MaximumLength), seed: 1);
        network.Train(
            new InMemoryData(network.Input.Shape, SequenceRows.Of(MaximumLength, 0, texts), labels),
            validation: null,
            new TrainingOptions { Epochs = 40, BatchSize = 32, LearningRate = 0.01f, Seed = 2 });
        double loss = network.History!.Epochs[^1].TrainingLoss;
        Assert.IsLessThan(0.1, loss);
    }

    private static Architecture Find(string title) => SequenceCase.All.Single(item => item.Title == title).Architecture;

    private static Network Create(string title, InputDescription input) => Network.Create(Find(title), new MulticlassObjective(3), input, seed: 7);

    private static void Train(Network network, float[] features, int epochs, int threads)
    {
        int rows = features.Length / (int)network.Input.Shape.Length;
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row * 7 % 3)];
        if (features.Any(float.IsNaN))
        {
            throw new ArgumentException("Rows to train on are finite.", nameof(features));
        }

        network.Train(new InMemoryData(network.Input.Shape, features, labels), null, new TrainingOptions { Epochs = epochs, BatchSize = 16, Seed = 3, MaxDegreeOfParallelism = threads });
    }

    private static float[] Weights(Network network) => [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    // Positions that the longer one has beside those of the shorter keep their values.
    private static void CopyWeights(Network from, Network to)
    {
        foreach ((Parameter source, Parameter target) in from.Module.Parameters.Zip(to.Module.Parameters))
        {
            source.Values.CopyTo(target.Values);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], tolerance, $"at {i}");
        }
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>A network's training, cancelled after each number of batches and resumed by a new network, ends with the bits of an unbroken one.</summary>
[TestClass]
public sealed class NetworkResumeTests
{
    private const int Epochs = 3;
    private const int BatchesPerEpoch = 4;

    private static readonly Dictionary<string, TrainingOptions> Trainings = new()
    {
        ["Adam"] = new TrainingOptions { LearningRate = 0.01f },
        ["AmsGrad, one cycle"] = new TrainingOptions { Optimizer = new Adam { AmsGrad = true }, Schedule = new OneCycle(), LearningRate = 0.05f },
        ["AdamW, averages"] = new TrainingOptions { Optimizer = new AdamW(), WeightDecay = 0.1f, LearningRate = 0.01f, MovingAverage = new MovingAverage { Decay = 0.9 } },
        ["momentum, plateau, clipping"] = new TrainingOptions
        {
            Optimizer = new Sgd { Momentum = 0.9f, Nesterov = true }, LearningRate = 0.3f, Schedule = new ReduceOnPlateau { Patience = 0 },
            GradientClipping = new GradientClipping { MaximumNorm = 0.1 },
        },
        ["RMSprop, steps, accumulation"] = new TrainingOptions
        {
            Optimizer = new RmsProp { Momentum = 0.5f, Centered = true }, LearningRate = 0.01f, Schedule = new StepDecay { StepSize = 1 }, AccumulationSteps = 3,
        },
        ["Adagrad, warm restarts"] = new TrainingOptions { Optimizer = new Adagrad(), LearningRate = 0.1f, Schedule = new CosineRestarts { Period = 3 } },
        ["Adadelta, warm-up"] = new TrainingOptions { Optimizer = new Adadelta(), LearningRate = 1f, Schedule = new LinearWarmUp { Steps = 6 }, MovingAverage = new MovingAverage(), AccumulationSteps = 2 },
    };

    public static IEnumerable<object[]> TrainingNames => Trainings.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(TrainingNames))]
    public void Train_ResumedAfterAnyNumberOfBatches_GivesTheBitsOfAnUnbrokenRun(string name)
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Trainings[name] with
        {
            Epochs = Epochs, BatchSize = 8, Seed = 4, MaxDegreeOfParallelism = 1, Checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint"), EveryBatches = 2 },
        };
        (int[] weights, TrainingHistory history) = Train(options with { Checkpoint = null });
        for (int stop = 1; stop <= Epochs * BatchesPerEpoch; stop++)
        {
            using var cancellation = new CancellationTokenSource();
            int batches = 0;
            try
            {
                Train(options with { CancellationToken = cancellation.Token }, () =>
                {
                    if (++batches == stop)
                    {
                        cancellation.Cancel();
                    }
                });
            }
            catch (OperationCanceledException)
            {
            }

            (int[] resumed, TrainingHistory resumedHistory) = Train(options);
            CollectionAssert.AreEqual(weights, resumed, $"{name}, stopped at batch {stop}");
            CollectionAssert.AreEqual(
                history.Epochs.Select(epoch => epoch with { Duration = default }).ToArray(), resumedHistory.Epochs.Select(epoch => epoch with { Duration = default }).ToArray());
            Assert.AreEqual(history.BestEpoch, resumedHistory.BestEpoch);
            File.Delete(options.Checkpoint!.Path);
        }
    }

    [TestMethod]
    [DynamicData(nameof(TrainingNames))]
    public void Train_PausedAfterEachEpoch_GivesTheBitsOfAnUnbrokenRun(string name)
    {
        using var folder = new TemporaryFolder();
        var checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint") };
        TrainingOptions options = Trainings[name] with { Epochs = Epochs, BatchSize = 8, Seed = 4, MaxDegreeOfParallelism = 1 };
        (int[] weights, TrainingHistory history) = Train(options);
        for (int epochs = 1; epochs < Epochs; epochs++)
        {
            (int[] paused, TrainingHistory pausedHistory) = Train(options with { Checkpoint = checkpoint with { PauseAfterEpochs = epochs } });
            Assert.AreEqual(StopReason.Paused, pausedHistory.StopReason);
            Assert.AreEqual(epochs, pausedHistory.Epochs.Count);

            // Asked again for no more epochs, it trains none.
            int batches = 0;
            (int[] again, TrainingHistory againHistory) = Train(options with { Checkpoint = checkpoint with { PauseAfterEpochs = 1 } }, () => batches++);
            Assert.AreEqual(StopReason.Paused, againHistory.StopReason);
            Assert.AreEqual(epochs, againHistory.Epochs.Count);
            Assert.AreEqual(0, batches);
            CollectionAssert.AreEqual(paused, again);
        }

        (int[] resumed, TrainingHistory resumedHistory) = Train(options with { Checkpoint = checkpoint with { PauseAfterEpochs = Epochs } });
        Assert.AreEqual(StopReason.Completed, resumedHistory.StopReason);
        CollectionAssert.AreEqual(weights, resumed);
        CollectionAssert.AreEqual(
            history.Epochs.Select(epoch => epoch with { Duration = default }).ToArray(), resumedHistory.Epochs.Select(epoch => epoch with { Duration = default }).ToArray());
    }

    [TestMethod]
    public void Train_ToPauseAfterNoEpoch_NamesTheOption()
    {
        var options = new TrainingOptions { Checkpoint = new CheckpointOptions { Path = "run.checkpoint", PauseAfterEpochs = 0 } };
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Train(options)).Message, "PauseAfterEpochs is 0; expected at least 1.");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Train_OfGroupsResumedAfterAnyNumberOfBatches_GivesTheBitsOfAnUnbrokenRun(bool readsToSkip)
    {
        // Groups of 1 to 7 rows: every epoch has its own number of batches.
        var random = new Philox(1);
        int[] groups = [.. Enumerable.Range(0, 20).SelectMany(group => Enumerable.Repeat(group, 1 + (group * 3 % 7)))];
        float[] features = [.. Enumerable.Range(0, 6 * groups.Length).Select(_ => random.NextGaussian())];
        float[] grades = [.. features.Chunk(6).Select(row => MathF.Round(Math.Clamp(1 + row[0], 0, 2)))];
        var data = new InMemoryData([6], features, grades, default, groups);
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions
        {
            Epochs = Epochs, BatchSize = 9, Seed = 4, LearningRate = 0.01f, Schedule = new OneCycle(), MaxDegreeOfParallelism = 1,
            Checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint"), EveryBatches = 2 },
        };
        int[] train(TrainingOptions options, Action? onBatch)
        {
            Network network = Network.Create(new FeedForward { HiddenLayers = [16], Dropout = 0.3f }, new RankingObjective(), new InputDescription([6]), seed: 2);
            network.Train(readsToSkip || onBatch is not null ? new WatchedData(data, onBatch) : data, data, options);
            return Bits(network);
        }

        int batches = 0;
        int[] weights = train(options with { Checkpoint = null }, () => batches++);
        for (int stop = 1; stop <= batches; stop++)
        {
            using var cancellation = new CancellationTokenSource();
            int done = 0;
            void cancel()
            {
                if (++done == stop)
                {
                    cancellation.Cancel();
                }
            }

            try
            {
                train(options with { CancellationToken = cancellation.Token }, cancel);
            }
            catch (OperationCanceledException)
            {
            }

            CollectionAssert.AreEqual(weights, train(options, null), $"stopped at batch {stop} of {batches}");
            File.Delete(options.Checkpoint!.Path);
        }
    }

    [TestMethod]
    public void Train_ResumedByAnotherNetwork_NamesTheDifference_AndLeavesTheNetworkAsItWas()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint") } };
        var data = new InMemoryData([2], new float[] { 1, 2, 3, 4 }, new float[] { 0, 1 });
        Network network(float dropout) => Network.Create(
            new FeedForward { HiddenLayers = [4], Dropout = dropout }, new BinaryObjective(), new InputDescription([2]), seed: 1);
        network(0.1f).Train(data, null, options);

        Network other = network(0.2f);
        int[] before = Bits(other);
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => other.Train(data, null, options));

        StringAssert.Contains(exception.Message, "Architecture is FeedForward { Activation = Relu, Dropout = 0.2, HiddenLayers = [4] } and was FeedForward { Activation = Relu, Dropout = 0.1,");
        CollectionAssert.AreEqual(before, Bits(other));
        Assert.IsNull(other.History);
    }

    [TestMethod]
    public void Train_ResumedWithOtherFrozenParameters_NamesThem()
    {
        using var folder = new TemporaryFolder();
        var options = new TrainingOptions { Epochs = 1, Checkpoint = new CheckpointOptions { Path = folder.File("run.checkpoint") } };
        var data = new InMemoryData([2], new float[] { 1, 2, 3, 4 }, new float[] { 0, 1 });
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new BinaryObjective(), new InputDescription([2]), seed: 1);
        network.Train(data, null, options);

        network.Module.Parameters[0].RequiresGradient = false;
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => network.Train(data, null, options)).Message,
            "Parameters is layers.0.weight [1, 2] frozen, layers.0.bias [1] and was layers.0.weight [1, 2], layers.0.bias [1]");
    }

    [TestMethod]
    public void Train_WithACheckpointThatCannotBeWritten_LeavesTheNetworkAsItWas()
    {
        var options = new TrainingOptions { Checkpoint = new CheckpointOptions { Path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "run.checkpoint") } };
        Network network = Network.Create(new FeedForward { HiddenLayers = [4] }, new BinaryObjective(), new InputDescription([2]), seed: 1);
        int[] before = Bits(network);
        Assert.ThrowsExactly<IOException>(() => network.Train(new InMemoryData([2], new float[] { 1, 2, 3, 4 }, new float[] { 0, 1 }), null, options));
        CollectionAssert.AreEqual(before, Bits(network));
    }

    private static (int[] Weights, TrainingHistory History) Train(TrainingOptions options, Action? onBatch = null)
    {
        var random = new Philox(1);
        float[] features = new float[6 * 8 * BatchesPerEpoch];
        foreach (ref float feature in features.AsSpan())
        {
            feature = random.NextGaussian();
        }

        var data = new InMemoryData([6], features, Enumerable.Range(0, 8 * BatchesPerEpoch).Select(row => features[6 * row] > 0 ? 1 : 0).ToArray());
        Network network = Network.Create(new FeedForward { HiddenLayers = [16], Dropout = 0.3f }, new MulticlassObjective(2), new InputDescription([6]), seed: 2);
        network.Train(new WatchedData(data, onBatch), data, options);
        return (Bits(network), network.History!);
    }

    private static int[] Bits(Network network) => [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray()).Select(BitConverter.SingleToInt32Bits)];

    private sealed class WatchedData(InMemoryData rows, Action? onBatch) : TrainingData
    {
        public override long? RowCount => rows.RowCount;

        public override Shape RowShape => rows.RowShape;

        public override ElementType LabelType => rows.LabelType;

        public override bool HasGroups => rows.HasGroups;

        public override long? BatchCount(int rowsABatch) => rows.BatchCount(rowsABatch);

        public override string? Digest() => rows.Digest();

        public override BatchReader Open(Philox? shuffle) => new Reader(rows.Open(shuffle), onBatch);

        private sealed class Reader(BatchReader reader, Action? onBatch) : BatchReader
        {
            public override Batch? Read(TensorScope scope, int count)
            {
                onBatch?.Invoke();
                return reader.Read(scope, count);
            }

            protected override void Dispose(bool disposing)
            {
                reader.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}

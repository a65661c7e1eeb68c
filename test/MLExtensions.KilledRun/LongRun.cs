using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MLExtensions.Networks;
using MLExtensions.Tensors;

namespace MLExtensions.KilledRun;

/// <summary>A training run with everything whose state must survive: dropout, an optimiser with moments, averages, a schedule, accumulated gradients, validation.</summary>
public static class LongRun
{
    private const int FeatureCount = 32;
    private const int ClassCount = 4;
    private const int Epochs = 60;
    private const int BatchSize = 8;
    private const int BatchCount = 50;

    /// <summary>Batches in the whole run.</summary>
    public const int Steps = Epochs * BatchCount;

    /// <summary>Runs it, or goes on with it.</summary>
    /// <param name="checkpoint">Where checkpoints go; null for none.</param>
    /// <param name="onBatch">Called before each batch is read.</param>
    /// <returns>The network.</returns>
    public static Network Train(CheckpointOptions? checkpoint, Action? onBatch = null)
    {
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [64, 64], Dropout = 0.2f }, new MulticlassObjective(ClassCount), new InputDescription([FeatureCount]), seed: 1);
        network.Train(new WatchedRows(Rows(seed: 1, BatchSize * BatchCount), onBatch), Rows(seed: 2, 64), new TrainingOptions
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            Seed = 5,
            Optimizer = new AdamW(),
            WeightDecay = 0.01f,
            LearningRate = 0.01f,
            Schedule = new OneCycle(),
            GradientClipping = new GradientClipping { MaximumNorm = 1 },
            AccumulationSteps = 2,
            MovingAverage = new MovingAverage(),
            EarlyStopping = null,
            MaxDegreeOfParallelism = 1,
            Checkpoint = checkpoint,
        });
        return network;
    }

    /// <summary>The weights and the losses of a trained network, as one text: of the same bits, the same text.</summary>
    public static string Bits(Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Parameter parameter in network.Module.Parameters)
        {
            hash.AppendData(MemoryMarshal.AsBytes(parameter.Values));
        }

        foreach (EpochResult epoch in network.History!.Epochs)
        {
            hash.AppendData(BitConverter.GetBytes(epoch.TrainingLoss));
            hash.AppendData(BitConverter.GetBytes(epoch.ValidationLoss!.Value));
            hash.AppendData(BitConverter.GetBytes(epoch.LearningRate));
            hash.AppendData(BitConverter.GetBytes(epoch.GradientNorm!.Value));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static InMemoryData Rows(int seed, int count)
    {
        var random = new Philox(seed);
        float[] features = new float[count * FeatureCount];
        int[] classes = new int[count];
        for (int row = 0; row < count; row++)
        {
            classes[row] = random.NextInt32(ClassCount);
            for (int i = 0; i < FeatureCount; i++)
            {
                features[(row * FeatureCount) + i] = random.NextGaussian() + (i % ClassCount == classes[row] ? 0.3f : 0);
            }
        }

        return new InMemoryData([FeatureCount], features, classes);
    }

    private sealed class WatchedRows(InMemoryData rows, Action? onBatch) : TrainingData
    {
        public override long? RowCount => rows.RowCount;

        public override Shape RowShape => rows.RowShape;

        public override ElementType LabelType => rows.LabelType;

        public override BatchReader Open(Philox? shuffle) => new Reader(rows.Open(shuffle), onBatch);

        public override string? Digest() => rows.Digest();

        private sealed class Reader(BatchReader reader, Action? onBatch) : BatchReader
        {
            public override Batch? Read(TensorScope scope, int rows)
            {
                onBatch?.Invoke();
                return reader.Read(scope, rows);
            }

            public override long Skip(TensorScope scope, long batches, int rowsABatch) => reader.Skip(scope, batches, rowsABatch);

            protected override void Dispose(bool disposing)
            {
                reader.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}

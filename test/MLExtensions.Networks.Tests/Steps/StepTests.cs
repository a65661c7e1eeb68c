using System.Reflection;
using System.Runtime.InteropServices;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>Whole training runs of every kind of network: the same bits on any number of threads, little managed memory a step, and saved and loaded whole.</summary>
[TestClass]
public sealed class StepTests
{
    private const int Rows = 150;

    // Not a divisor of the rows, so that the last batch is short.
    private const int BatchSize = 32;
    private const int StepsPerEpoch = 5;

    public static IEnumerable<object[]> Titles => StepArchitecture.All.Select(architecture => new object[] { architecture.Title });

    [TestMethod]
    public void Architectures_TogetherHaveEveryLayer()
    {
        HashSet<Type> built = [.. StepArchitecture.All.SelectMany(architecture => Descendants(Create(architecture).Module)).Select(module => module.GetType())];
        string[] missing = [.. typeof(Layer).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract && type != typeof(TransformerDecoderStack) && !built.Contains(type)).Select(type => type.Name)];
        Assert.IsEmpty(missing, $"In none of the networks: {string.Join(", ", missing)}.");
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_OnOneTwoAndFourThreads_GivesTheSameBits(string title)
    {
        StepArchitecture architecture = Find(title);
        byte[] one = Train(architecture, threads: 1);
        CollectionAssert.AreEqual(one, Train(architecture, threads: 2));
        CollectionAssert.AreEqual(one, Train(architecture, threads: 4));
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Train_AStep_AllocatesAtMostOneKilobyte(string title)
    {
        StepArchitecture architecture = Find(title);
        InMemoryData data = Data(architecture);
        long allocated(int epochs)
        {
            Network network = Create(architecture);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            network.Train(data, null, Options(epochs, threads: 2));
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        // The difference leaves out what starting costs.
        allocated(2);
        long perStep = long.MaxValue;
        for (int i = 0; i < 3 && perStep >= 1024; i++)
        {
            // Other threads of the process allocate too, now and then: what a step allocates is there every time.
            long few = allocated(2), many = allocated(12);
            perStep = (many - few) / (10 * StepsPerEpoch);
        }

        Assert.IsLessThan(1024, perStep, $"{title}: {perStep} bytes a step.");
    }

    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_OneRowAtATime_GivesWhatABatchGives(string title)
    {
        StepArchitecture architecture = Find(title);
        Network network = Create(architecture);
        network.Train(Data(architecture), null, Options(epochs: 2, threads: 1));
        float[] features = Features(architecture), together = new float[3 * Rows], alone = new float[3 * Rows];
        network.Predict(features, Rows, together);
        int width = features.Length / Rows;
        for (int row = 0; row < Rows; row++)
        {
            network.Predict(features.AsSpan(row * width, width), 1, alone.AsSpan(3 * row, 3));
        }

        // Products of other shapes add in another order: probabilities differ by rounding alone.
        for (int i = 0; i < alone.Length; i++)
        {
            Assert.AreEqual(together[i], alone[i], 2e-5f, $"{title}: row {i / 3}.");
        }
    }

    // Layers make some of what they need when they first run: all threads begin at once with a network that nobody has asked before.
    [TestMethod]
    [DynamicData(nameof(Titles))]
    public void Predict_FromSixteenThreads_GivesTheBitsOfOne(string title)
    {
        const int threads = 16, predictions = 2;
        StepArchitecture architecture = Find(title);
        Network network = Create(architecture);
        float[] features = Features(architecture);
        float[][] scores = [.. Enumerable.Range(0, threads).Select(_ => new float[3 * Rows])];
        using var start = new Barrier(threads);
        Thread[] running = [.. scores.Select(own => new Thread(() =>
        {
            start.SignalAndWait();
            for (int i = 0; i < predictions; i++)
            {
                network.Predict(features, Rows, own);
            }
        }))];
        Array.ForEach(running, thread => thread.Start());
        Array.ForEach(running, thread => thread.Join());

        float[] alone = new float[3 * Rows];
        Create(architecture).Predict(features, Rows, alone);
        foreach (float[] own in scores)
        {
            CollectionAssert.AreEqual(alone, own);
        }
    }

    private static StepArchitecture Find(string title) => StepArchitecture.All.Single(architecture => architecture.Title == title);

    private static Network Create(StepArchitecture architecture) =>
        Network.Create(architecture, new MulticlassObjective(3), new InputDescription(architecture.Row), seed: 5);

    private static byte[] Train(StepArchitecture architecture, int threads)
    {
        Network network = Create(architecture);
        network.Train(Data(architecture), null, Options(epochs: 3, threads));
        float[] values = [.. network.Module.Parameters.Concat(network.Module.Buffers).SelectMany(parameter => parameter.Values.ToArray())];
        Assert.IsTrue(values.All(float.IsFinite));
        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }

    private static TrainingOptions Options(int epochs, int threads) => new()
    {
        Epochs = epochs,
        BatchSize = BatchSize,
        Seed = 3,
        MaxDegreeOfParallelism = threads,
        Optimizer = new AdamW(),
        WeightDecay = 0.01f,
        GradientClipping = new GradientClipping { MaximumNorm = 1 },
        MovingAverage = new MovingAverage(),
        Schedule = new OneCycle(),
    };

    private static InMemoryData Data(StepArchitecture architecture)
    {
        int[] labels = [.. Enumerable.Range(0, Rows).Select(row => row * 7 % 3)];
        return new InMemoryData(architecture.Row, Features(architecture), labels);
    }

    private static float[] Features(StepArchitecture architecture)
    {
        var random = new Philox(8);
        return [.. Enumerable.Range(0, Rows * (int)architecture.Row.Length).Select(_ => random.NextGaussian())];
    }

    private static IEnumerable<Module> Descendants(Module module) => module.Children.SelectMany(Descendants).Prepend(module);
}

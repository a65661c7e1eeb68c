using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

/// <summary>10,000 damaged copies of a saved network and of a checkpoint: each is told as such, by file and part, at little cost.</summary>
[TestClass]
public sealed class DamageTests
{
    private const int Count = 10_000;

    // What an error may name: where in the file the damage is. The checksum tells what nothing else can.
    private static readonly string[] Parts = ["the header", "header's length", "tensor", "the checksum", "bytes follow", "too few", "__metadata__", "description"];

    [TestMethod]
    public void Load_OfADamagedNetworkFile_NamesFileAndPart_AndTakesLittleMemory()
    {
        Network network = Trained(checkpoint: null);
        using var folder = new TemporaryFolder();
        string path = folder.File("network.safetensors");
        network.Save(path);
        byte[] sound = File.ReadAllBytes(path);

        // Through real files for some: the others are as well told by a name.
        Check(sound, seed: 11, 300, path, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            Network.Load(path);
        });
        Check(sound, seed: 12, Count, "a/b.safetensors", bytes => Network.Load(new MemoryStream(bytes), "a/b.safetensors"), mayFollow: true);
        Check(sound, seed: 13, 300, "The network", bytes => Network.Load(new ForwardStream(bytes)), mayFollow: true);
    }

    [TestMethod]
    public void Load_OfADamagedNetworkWithColumns_NamesFileAndPart_AndTakesLittleMemory()
    {
        using var stream = new MemoryStream();
        TestColumns.Trained(out _).Save(stream);
        Check(stream.ToArray(), seed: 14, Count, "a/b.safetensors", bytes => Network.Load(new MemoryStream(bytes), "a/b.safetensors"), mayFollow: true);
    }

    [TestMethod]
    public void Read_OfADamagedCheckpoint_NamesFileAndPart_AndTakesLittleMemory()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        Trained(new CheckpointOptions { Path = path });
        byte[] sound = File.ReadAllBytes(path);

        Check(sound, seed: 21, 300, path, bytes =>
        {
            File.WriteAllBytes(path, bytes);
            Trained(new CheckpointOptions { Path = path });
        }, fixedCost: 4 << 20);
        Check(sound, seed: 22, Count, "a/run.checkpoint", bytes => Checkpoint.Read(new MemoryStream(bytes), "a/run.checkpoint"));
    }

    // Damage under a right checksum: whoever made it knew how. It may well be a sound checkpoint of some run; what it may not do is crash.
    [TestMethod]
    public void Resume_OfAForgedCheckpoint_ThrowsInvalidDataOrGoesOn()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("run.checkpoint");
        Trained(new CheckpointOptions { Path = path });
        byte[] sound = File.ReadAllBytes(path);
        var random = new Random(23);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            File.WriteAllBytes(path, SafetensorsForgery.Sign(Damage.Make(sound, random)));
            try
            {
                Trained(new CheckpointOptions { Path = path });
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
            {
                StringAssert.Contains(exception.Message, path);
                refused++;
            }
        }

        Assert.IsGreaterThan(500, refused);
    }

    // With mayFollow a copy that is only longer is none: a stream may go on after the network.
    private static void Check(byte[] sound, int seed, int count, string name, Action<byte[]> load, bool mayFollow = false, int fixedCost = 1 << 20)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            byte[] damaged;
            do
            {
                damaged = Damage.Make(sound, random);
            }
            while (mayFollow && damaged.AsSpan().StartsWith(sound));

            long before = GC.GetAllocatedBytesForCurrentThread();
            var exception = Assert.ThrowsExactly<InvalidDataException>(() => load(damaged), $"Damage {i} of seed {seed} went unseen.");
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            StringAssert.StartsWith(exception.Message, name + ": ");
            Assert.IsTrue(Parts.Any(part => exception.Message.Contains(part, StringComparison.Ordinal)), exception.Message);
            Assert.IsLessThan((16L * damaged.Length) + fixedCost, allocated, $"Damage {i} of seed {seed}: {exception.Message}");
        }
    }

    private static Network Trained(CheckpointOptions? checkpoint)
    {
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [5], Dropout = 0.5f }, new MulticlassObjective(3), new InputDescription([4]), seed: 3);
        float[] features = [.. Enumerable.Range(0, 40).Select(i => MathF.Sin(i))];
        var data = new InMemoryData([4], features, Enumerable.Range(0, 10).Select(row => row % 3).ToArray());
        network.Train(data, data, new TrainingOptions { Epochs = 2, BatchSize = 4, MaxDegreeOfParallelism = 1, Checkpoint = checkpoint });
        return network;
    }
}

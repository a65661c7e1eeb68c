using MLExtensions.Networks.Internals;

namespace MLExtensions.Networks.Tests;

/// <summary>Whatever happens while a file is written, under its name there is the older content or the newer one.</summary>
[TestClass]
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Write_ReplacesTheFile_AndLeavesNothingBeside()
    {
        string path = _folder.File("a.bin");
        AtomicFile.Write(path, stream => stream.Write([1, 2, 3]));
        AtomicFile.Write(path, stream => stream.Write([4]));

        CollectionAssert.AreEqual(new byte[] { 4 }, File.ReadAllBytes(path));
        CollectionAssert.AreEqual(new[] { "a.bin" }, _folder.Names);
    }

    [TestMethod]
    public void Write_ThatFails_KeepsTheOlderFile_AndLeavesNothingBeside()
    {
        string path = _folder.File("a.bin");
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write([4]);
            throw new TimeZoneNotFoundException();
        }));

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, File.ReadAllBytes(path));
        CollectionAssert.AreEqual(new[] { "a.bin" }, _folder.Names);
    }

    [TestMethod]
    public void Write_WhileTheOlderFileIsRead_DoesNotDisturbTheReader()
    {
        string path = _folder.File("a.bin");
        File.WriteAllBytes(path, [1, 2, 3]);
        using FileStream reader = Safetensors.OpenRead(path);
        Assert.AreEqual(1, reader.ReadByte());
        AtomicFile.Write(path, stream => stream.Write([4]));
        Assert.AreEqual(2, reader.ReadByte());
    }

    [TestMethod]
    public void Write_FromManyThreadsAtOnce_LeavesOneWholeFile()
    {
        string path = _folder.File("a.bin");
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            AtomicFile.WriteCleanly(path, stream =>
            {
                for (int part = 0; part < 100; part++)
                {
                    stream.WriteByte((byte)i);
                }
            });
        });

        byte[] content = File.ReadAllBytes(path);
        Assert.HasCount(100, content);
        Assert.HasCount(1, content.Distinct().ToArray());
        CollectionAssert.AreEqual(new[] { "a.bin" }, _folder.Names);
    }

    [TestMethod]
    public void SaveAndLoad_OfANetworkByPath_GiveTheSameNetwork_AndCleanUp()
    {
        string path = _folder.File("network.safetensors");
        File.WriteAllText(path + ".01234567.tmp", "left by a killed process");
        File.SetLastWriteTimeUtc(path + ".01234567.tmp", DateTime.UtcNow.AddHours(-2));
        Network network = Network.Create(new FeedForward { HiddenLayers = [3] }, new BinaryObjective(), new InputDescription([2]), seed: 1);

        network.Save(path);

        CollectionAssert.AreEqual(new[] { "network.safetensors" }, _folder.Names);
        Network loaded = Network.Load(path);
        CollectionAssert.AreEqual(network.Module.Parameters[0].Values.ToArray(), loaded.Module.Parameters[0].Values.ToArray());
        CollectionAssert.AreEqual(network.Module.Parameters[0].Values.ToArray(), Safetensors.Read(path).Tensors[0].Values.ToArray());
        File.AppendAllText(path, "x");
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(path)).Message, $"{path}: 1 bytes follow");
    }

    [TestMethod]
    public void Save_ToAFolder_IsAnIOException_AndLeavesNothingBeside()
    {
        NamedTensor[] tensors = [new NamedTensor("a", [1], new[] { 1f })];
        Directory.CreateDirectory(_folder.File("inner"));
        Assert.Throws<IOException>(() => Safetensors.Write(_folder.File("inner"), tensors));
        Assert.Throws<IOException>(() => Safetensors.Write(_folder.File("missing/a"), tensors));
        CollectionAssert.AreEqual(new[] { "inner" }, _folder.Names);
        AtomicFile.DeleteStale(Path.GetPathRoot(_folder.Path)!, TimeSpan.MaxValue);
    }

    [TestMethod]
    public void Safetensors_WriteToAPath_IsReadBack_AndErrorsNameThePath()
    {
        string path = _folder.File("a.safetensors");
        Safetensors.Write(path, [new NamedTensor("a", [2], new[] { 1f, 2f })]);
        CollectionAssert.AreEqual(new[] { 1f, 2f }, Safetensors.Read(path).Tensors[0].Values.ToArray());

        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(path)).Message, $"{path}: the data ends within tensor 'a'");
    }
}

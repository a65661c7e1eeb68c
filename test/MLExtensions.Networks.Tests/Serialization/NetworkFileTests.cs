using System.Text;
using System.Text.Json.Nodes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class NetworkFileTests
{
    [TestMethod]
    public void Load_OfSave_GivesTheSameNetwork()
    {
        Network network = Small();
        using var stream = new MemoryStream();
        network.Save(stream);
        stream.WriteByte(42);
        stream.Position = 0;

        Network loaded = Network.Load(stream);

        Assert.AreEqual(network.Architecture, loaded.Architecture);
        Assert.AreEqual(network.Objective, loaded.Objective);
        Assert.AreEqual(network.Input, loaded.Input);
        Assert.IsNull(loaded.History);
        Assert.AreEqual(42, stream.ReadByte(), "The stream is left after the network.");
        for (int i = 0; i < network.Module.Parameters.Count; i++)
        {
            Assert.AreEqual(network.Module.Parameters[i].Name, loaded.Module.Parameters[i].Name);
            CollectionAssert.AreEqual(network.Module.Parameters[i].Values.ToArray(), loaded.Module.Parameters[i].Values.ToArray());
        }
    }

    [TestMethod]
    public void Load_OfARegressionNetwork_KeepsMeanAndScale()
    {
        var objective = new RegressionObjective(17.25f, 3.5f);
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, objective, new InputDescription([2]), seed: 1);
        var loaded = (RegressionObjective)Network.Load(new MemoryStream(Bytes(network))).Objective;

        Assert.AreEqual(objective, loaded);
        Assert.IsTrue(loaded.IsFitted);
    }

    [TestMethod]
    public void Load_OfARegressionNetworkThatWasNotTrained_StillTakesMeanAndScaleFromTheLabels()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective(), new InputDescription([2]), seed: 1);
        Network loaded = Network.Load(new MemoryStream(Bytes(network)));
        Assert.AreEqual(network.Objective, loaded.Objective);

        loaded.Train(new InMemoryData([2], new float[4], new float[] { 100, 300 }), null, new TrainingOptions { Epochs = 1 });
        Assert.AreEqual(new RegressionObjective(200, 100), loaded.Objective);
    }

    [TestMethod]
    public void Load_OfStreamsThatCannotSeek_GivesTheSameNetwork()
    {
        using var written = new ForwardStream();
        Small().Save(written);
        CollectionAssert.AreEqual(Bytes(Small()), written.Written);

        using var stream = new ForwardStream([.. written.Written, 42]);
        CollectionAssert.AreEqual(written.Written, Bytes(Network.Load(stream)));
        Assert.AreEqual(42, stream.ReadByte());
    }

    [TestMethod]
    public void Save_MakesASafetensorsFileWithTheWeightsUnderPyTorchsNames()
    {
        SafetensorsFile file = Safetensors.Read(new MemoryStream(Bytes(Small())));

        Assert.AreEqual("pt", file.Metadata["format"]);
        CollectionAssert.AreEqual(
            new[] { "layers.0.weight [5, 4]", "layers.0.bias [5]", "layers.1.weight [3, 5]", "layers.1.bias [3]" },
            file.Tensors.Select(tensor => $"{tensor.Name} {tensor.Shape}").ToArray());
    }

    [TestMethod]
    public void Load_OfANewerFormat_SaysThatItIsNewer() =>
        StringAssert.Contains(Failure(Forge(Bytes(Small()), description => description["formatVersion"] = 2)).Message, "newer version");

    [TestMethod]
    public void Load_OfSomethingElse_SaysThatItIsNoNetwork()
    {
        StringAssert.Contains(Failure(Encoding.ASCII.GetBytes("PK".PadRight(100))).Message, "of another kind");
        using var tensors = new MemoryStream();
        Safetensors.Write(tensors, [new NamedTensor("a", [1], new[] { 1f })]);
        StringAssert.Contains(Failure(tensors.ToArray()).Message, "tensors without a network's description");
    }

    // Damage that whoever made it has put the right checksum under.
    [TestMethod]
    public void Load_OfRandomDamageUnderARightChecksum_ThrowsInvalidDataOrLoads()
    {
        byte[] sound = Bytes(Small());
        var random = new Random(8);
        for (int i = 0; i < 2000; i++)
        {
            byte[] forged = SafetensorsForgery.Sign(Damage.Make(sound, random));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Network.Load(new MemoryStream(forged));
            }
            catch (InvalidDataException)
            {
            }

            Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before, $"Forgery {i} made Load allocate much.");
        }
    }

    [TestMethod]
    [DataRow("architecture", """{"type":"FeedForward","hiddenLayers":[1048576,1048576]}""", "layers.0.weight", DisplayName = "huge layers")]
    [DataRow("architecture", """{"type":"FeedForward","hiddenLayers":[5,5]}""", "layers.1.weight", DisplayName = "another width")]
    [DataRow("architecture", """{"type":"FeedForward","hiddenLayers":[]}""", "layers.0.weight", DisplayName = "fewer layers")]
    [DataRow("architecture", """{"type":"SomebodysOwn"}""", "Architectures.Register", DisplayName = "unregistered architecture")]
    [DataRow("architecture", "null", "architecture", DisplayName = "no architecture")]
    [DataRow("objective", """{"type":"Multiclass","classCount":0}""", "ClassCount", DisplayName = "no classes")]
    [DataRow("objective", """{"type":"Regression","labelMeans":[0],"labelScales":[-1]}""", "LabelScales has -1", DisplayName = "negative scale")]
    [DataRow("objective", """{"type":"Binary"}""", "layers.1.weight", DisplayName = "another objective")]
    [DataRow("input", "[2147483647,2147483647]", "", DisplayName = "huge input")]
    [DataRow("input", "[0]", "input", DisplayName = "empty input")]
    [DataRow("input", "\"4\"", "input", DisplayName = "input not a list")]
    [DataRow("history", """{"epochs":[],"bestEpoch":1,"stopReason":"Completed","metricName":"Accuracy","duration":"00:00:01"}""", "no epoch 1", DisplayName = "history without epochs")]
    [DataRow("history", """{"epochs":7}""", "JSON", DisplayName = "history malformed")]
    public void Load_OfAForgedDescription_SaysWhat(string member, string json, string word)
    {
        byte[] forged = Forge(Bytes(Small()), description => description[member] = JsonNode.Parse(json));
        StringAssert.Contains(Failure(forged).Message, word);
    }

    [TestMethod]
    public void Load_WithTensorsThatTheArchitectureLacks_NamesOne()
    {
        byte[] forged = Forge(
            Bytes(Network.Create(new FeedForward { HiddenLayers = [4, 3] }, new MulticlassObjective(3), new InputDescription([4]), seed: 1)),
            description => description["architecture"]!["hiddenLayers"] = new JsonArray(4));
        StringAssert.Contains(Failure(forged).Message, "layers.2");
    }

    private static Network Small() => Network.Create(
        new FeedForward { HiddenLayers = [5], Activation = Activation.Tanh, Dropout = 0.5f }, new MulticlassObjective(3), new InputDescription([4]), seed: 3);

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static InvalidDataException Failure(byte[] bytes) => Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(new MemoryStream(bytes)));

    private static byte[] Forge(byte[] bytes, Action<JsonObject> change) => SafetensorsForgery.Edit(bytes, header =>
    {
        JsonObject metadata = header["__metadata__"]!.AsObject();
        JsonObject description = JsonNode.Parse(metadata["mlextensions.network"]!.GetValue<string>())!.AsObject();
        change(description);
        metadata["mlextensions.network"] = description.ToJsonString();
    });
}

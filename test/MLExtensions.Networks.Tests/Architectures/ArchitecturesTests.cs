using System.Text.Json.Nodes;
using MLExtensions.Tensors;
using MLExtensions.Tensors.Operations;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ArchitecturesTests
{
    [TestMethod]
    public void ToJson_OfFeedForward_IsReadableJson()
    {
        string json = Architectures.ToJson(new FeedForward { HiddenLayers = [256, 128], Activation = Activation.Gelu, Dropout = 0.25f });

        Assert.IsTrue(JsonNode.DeepEquals(
            JsonNode.Parse("""{"type":"FeedForward","hiddenLayers":[256,128],"activation":"Gelu","dropout":0.25}"""),
            JsonNode.Parse(json)), json);
    }

    [TestMethod]
    public void FromJson_OfToJson_GivesAnEqualArchitecture()
    {
        var architecture = new FeedForward { HiddenLayers = [7, 5, 3], Activation = Activation.Silu, Dropout = 0.1f };
        Assert.AreEqual(architecture, Architectures.FromJson(Architectures.ToJson(architecture)));
        Assert.AreEqual(new FeedForward { HiddenLayers = [] }, Architectures.FromJson(Architectures.ToJson(new FeedForward { HiddenLayers = [] })));
    }

    [TestMethod]
    public void FromJson_OfMissingMembers_TakesTheDefaults() =>
        Assert.AreEqual(new FeedForward(), Architectures.FromJson("""{"type":"FeedForward"}"""));

    [TestMethod]
    [DataRow("""{"type":"Nonesuch"}""", "Nonesuch", "FeedForward", DisplayName = "unregistered name lists the registered")]
    [DataRow("""{"type":"System.Diagnostics.Process, System.Diagnostics.Process"}""", "not registered", "FeedForward", DisplayName = "a CLR type name")]
    [DataRow("""{"hiddenLayers":[1]}""", "type", "names", DisplayName = "no type")]
    [DataRow("""{"type":"FeedForward","hidenLayers":[1]}""", "hidenLayers", "FeedForward", DisplayName = "unknown member")]
    [DataRow("""{"type":"FeedForward","dropout":1.5}""", "Dropout is 1.5", "less than 1", DisplayName = "out of range")]
    [DataRow("""{"type":"FeedForward","dropout":"0.5"}""", "FeedForward", "dropout", DisplayName = "text for a number")]
    [DataRow("""{"type":"FeedForward","hiddenLayers":[16,0]}""", "HiddenLayers[1] is 0", "at least 1", DisplayName = "empty layer")]
    [DataRow("""{"type":"FeedForward","hiddenLayers":null}""", "FeedForward", "null", DisplayName = "null")]
    [DataRow("""{"type":"FeedForward","activation":"Sine"}""", "activation", "Activation", DisplayName = "unknown activation")]
    [DataRow("""{"type":"FeedForward","activation":3}""", "activation", "Activation", DisplayName = "a number for an activation")]
    [DataRow("""{"type":"FeedForward","type":"FeedForward"}""", "JSON", "type", DisplayName = "duplicate member")]
    [DataRow("""{"type":"FeedForward" """, "JSON", "architecture", DisplayName = "cut off")]
    [DataRow("""{"type":"\uD800"}""", "JSON", "architecture", DisplayName = "half a surrogate pair")]
    [DataRow("[]", "architecture", "type", DisplayName = "not an object")]
    public void FromJson_OfBadJson_ThrowsSayingWhat(string json, string first, string second)
    {
        var exception = Assert.ThrowsExactly<InvalidDataException>(() => Architectures.FromJson(json));
        StringAssert.Contains(exception.Message, first);
        StringAssert.Contains(exception.Message, second);
    }

    [TestMethod]
    public void Register_MakesAnOwnArchitectureReadable()
    {
        Architectures.Register<Registered>("tests.registered");
        Architectures.Register<Registered>("tests.registered");

        Assert.AreEqual(new Registered { Units = 9 }, Architectures.FromJson(Architectures.ToJson(new Registered { Units = 9 })));
        Assert.ThrowsExactly<ArgumentException>(() => Architectures.Register<Registered>("FeedForward"));
        Assert.ThrowsExactly<ArgumentException>(() => Architectures.Register<Registered>("tests.other"));
    }

    [TestMethod]
    public void ToJson_OfAnUnregisteredArchitecture_SaysHowToRegister()
    {
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => Architectures.ToJson(new Unregistered()));
        StringAssert.Contains(exception.Message, "Architectures.Register<Unregistered>");
    }

    [TestMethod]
    public void Train_OfAnUnregisteredArchitecture_SaysSoBeforeTheRun()
    {
        var lines = new List<string>();
        Network network = Network.Create(new Unregistered(), new RegressionObjective(), new InputDescription([1]), seed: 1);
        network.Train(new InMemoryData([1], new float[] { 1, 2 }, new float[] { 1, 2 }), null, new TrainingOptions { Epochs = 1, BatchSize = 2, Log = lines.Add });
        StringAssert.Contains(lines.Single(), "Architectures.Register<Unregistered>");
    }

    [TestMethod]
    public void HiddenLayers_AreCopiedAndComparedByValue()
    {
        int[] layers = [4, 2];
        var architecture = new FeedForward { HiddenLayers = layers };
        layers[0] = 100;

        Assert.AreEqual(new FeedForward { HiddenLayers = [4, 2] }, architecture);
        Assert.AreEqual(new FeedForward { HiddenLayers = [4, 2] }.GetHashCode(), architecture.GetHashCode());
        Assert.AreNotEqual(new FeedForward { HiddenLayers = [2, 4] }, architecture);
        Assert.AreEqual("FeedForward { HiddenLayers = [4, 2], Activation = Relu, Dropout = 0 }", architecture.ToString());
    }

    private sealed record Registered : Architecture
    {
        public int Units { get; init; } = 3;

        public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) =>
            new Linear("own", Units, output.Size, parameters);
    }

    private sealed record Unregistered : Architecture
    {
        public override Layer Build(InputDescription input, OutputDescription output, ParameterSource parameters) =>
            new Linear("only", (int)input.Shape.Length, output.Size, parameters);
    }
}

using System.Text.Json.Nodes;

namespace MLExtensions.Networks.Tests;

/// <summary>Networks with columns in files.</summary>
[TestClass]
public sealed class SavedInputTests
{
    [TestMethod]
    public void Load_OfSave_GivesTheSameColumns_AndTheSameScoresToTheBit()
    {
        Network network = TestColumns.Trained(out _);
        Network loaded = Network.Load(new MemoryStream(Bytes(network)));

        Assert.AreEqual(network.Input, loaded.Input);
        Assert.AreEqual(network.ToString(), loaded.ToString());
        CollectionAssert.AreEqual(Bytes(network), Bytes(loaded));
        const int Rows = 500;
        float[] features = TestColumns.Rows(Rows, missing: true), expected = new float[3 * Rows], got = new float[3 * Rows];
        network.Predict(features, Rows, expected);
        loaded.Predict(features, Rows, got);
        CollectionAssert.AreEqual(Array.ConvertAll(expected, BitConverter.SingleToInt32Bits), Array.ConvertAll(got, BitConverter.SingleToInt32Bits));
    }

    [TestMethod]
    public void Save_OfColumnsOfAnyName_MakesTensorsThatAreNamedByPosition()
    {
        string[] names = ["x", "x", "numbers", "0.weight", "\"\\\u0001\ud83d\ude00", "input"];
        Network network = Network.Create(
            new FeedForward { HiddenLayers = [] },
            new BinaryObjective(),
            InputDescription.Of([.. names.Select(name => new CategoryColumn { Name = name, Count = 2, Dimension = 1 }), NumberColumn.AsTheyAre("numbers", 2)]),
            seed: 1);
        byte[] bytes = Bytes(network);
        CollectionAssert.AreEqual(
            new[] { "input.0.weight", "input.1.weight", "input.2.weight", "input.3.weight", "input.4.weight", "input.5.weight" },
            Safetensors.Read(new MemoryStream(bytes)).Tensors.Select(tensor => tensor.Name).Take(6).ToArray());
        Assert.AreEqual(network.Input, Network.Load(new MemoryStream(bytes)).Input);
    }

    [TestMethod]
    public void Save_OfManySlots_TakesNoTextForEach()
    {
        using var stream = new MemoryStream();
        Network.Create(new FeedForward { HiddenLayers = [1] }, new BinaryObjective(), InputDescription.Of(NumberColumn.AsTheyAre("words", 100_000)), seed: 1).Save(stream);
        Assert.IsLessThan((3 * 4 * 100_000) + 2000, stream.Length);
    }

    [TestMethod]
    [DataRow("""{"shape":[6]}""", "without columns", DisplayName = "no columns")]
    [DataRow("""{"shape":[6],"columns":[]}""", "without columns", DisplayName = "empty columns")]
    [DataRow("""{"shape":[6],"columns":null}""", "without columns", DisplayName = "null columns")]
    [DataRow("""{"shape":[6],"columns":[null]}""", "without columns", DisplayName = "a null column")]
    [DataRow("""{"shape":[6],"columns":7}""", "columns could not be read", DisplayName = "columns a number")]
    [DataRow("""{"columns":[],"x":1}""", "input is not a list", DisplayName = "no shape")]
    [DataRow("""{"shape":[6],"columns":[{"type":"Text","name":"x"}]}""", "columns could not be read", DisplayName = "unknown type")]
    [DataRow("""{"shape":[6],"columns":[{"name":"x"}]}""", "columns could not be read", DisplayName = "no type")]
    [DataRow("""{"shape":[6],"columns":[{"type":"Number","name":"x"}]}""", "size", DisplayName = "no size")]
    public void Load_OfAForgedInput_SaysWhat(string input, string word) =>
        StringAssert.Contains(Failure(description => description["input"] = JsonNode.Parse(input)).Message, word);

    [TestMethod]
    [DataRow(0, "size", "2147483647", "input.numbers.mean", DisplayName = "huge size")]
    [DataRow(0, "size", "-1", "input.numbers.mean", DisplayName = "negative size")]
    [DataRow(0, "size", "2", "input.numbers.mean", DisplayName = "another size")]
    [DataRow(0, "size", "1e30", "could not be read", DisplayName = "size beyond an integer")]
    [DataRow(0, "binCounts", "[2147483647]", "input.numbers.edges", DisplayName = "huge bins")]
    [DataRow(0, "binCounts", "[-1]", "-1 bins", DisplayName = "negative bins")]
    [DataRow(0, "binCounts", "[1]", "input.numbers.edges", DisplayName = "fewer bins")]
    [DataRow(0, "binCounts", "[2,0]", "bin counts", DisplayName = "bins of too many slots")]
    [DataRow(0, "binCounts", "null", "layers.0.weight", DisplayName = "no bins")]
    [DataRow(0, "name", "\"\"", "Name", DisplayName = "no name")]
    [DataRow(0, "name", "null", "could not be read", DisplayName = "a name of null")]
    [DataRow(0, "extra", "1", "could not be read", DisplayName = "an unknown member")]
    [DataRow(1, "count", "2147483647", "'colour' has a count of", DisplayName = "huge count")]
    [DataRow(1, "count", "-5", "'colour' has a count of", DisplayName = "negative count")]
    [DataRow(1, "count", "16777216", "input.1.weight", DisplayName = "large count")]
    [DataRow(1, "dimension", "65536", "input.1.weight", DisplayName = "large dimension")]
    [DataRow(1, "dimension", "0", "'colour' has a dimension of 0", DisplayName = "no dimension")]
    [DataRow(2, "indicatorSlots", "[2]", "'height and width': indicator slot", DisplayName = "no such slot")]
    [DataRow(4, "untrained", "[3]", "'city': untrained index", DisplayName = "no such index")]
    public void Load_OfAForgedColumn_SaysWhat_AndAllocatesLittle(int column, string member, string json, string word)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException failure = Failure(description => description["input"]!["columns"]![column]![member] = JsonNode.Parse(json));
        StringAssert.Contains(failure.Message, word);
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Load_OfForgedConstants_SaysWhat()
    {
        foreach ((string tensor, float value, string word) in new[]
            { ("input.numbers.scale", 0f, "scale 0"), ("input.numbers.scale", -1f, "scale -1"), ("input.numbers.mean", float.NaN, "the mean is NaN"), ("input.numbers.edges", 1f, "'size', slot 0: edge 1 is 1") })
        {
            byte[] bytes = Bytes(TestColumns.Network());
            SafetensorsFile file = Safetensors.Read(new MemoryStream(bytes));
            float[] values = file.Tensors.Single(candidate => candidate.Name == tensor).Values.ToArray();
            byte[] before = [.. values.SelectMany(BitConverter.GetBytes)];
            values[0] = value;
            int place = bytes.AsSpan().LastIndexOf(before);
            ((byte[])[.. values.SelectMany(BitConverter.GetBytes)]).CopyTo(bytes, place);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(new MemoryStream(SafetensorsForgery.Sign(bytes)))).Message, word);
        }
    }

    // Damage that whoever made it has put the right checksum under.
    [TestMethod]
    public void Load_OfRandomDamageUnderARightChecksum_ThrowsInvalidDataOrLoads()
    {
        byte[] sound = Bytes(TestColumns.Network());
        var random = new Random(8);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] forged = SafetensorsForgery.Sign(Damage.Make(sound, random));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Network.Load(new MemoryStream(forged));
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before, $"Forgery {i} made Load allocate much.");
        }

        Assert.IsGreaterThan(1500, refused);
    }

    private static byte[] Bytes(Network network)
    {
        using var stream = new MemoryStream();
        network.Save(stream);
        return stream.ToArray();
    }

    private static InvalidDataException Failure(Action<JsonObject> change)
    {
        byte[] forged = SafetensorsForgery.Edit(Bytes(TestColumns.Network()), header =>
        {
            JsonObject metadata = header["__metadata__"]!.AsObject();
            JsonObject description = JsonNode.Parse(metadata["mlextensions.network"]!.GetValue<string>())!.AsObject();
            change(description);
            metadata["mlextensions.network"] = description.ToJsonString();
        });
        return Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(new MemoryStream(forged)));
    }
}

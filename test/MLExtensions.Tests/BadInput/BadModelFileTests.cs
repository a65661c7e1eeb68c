using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MLExtensions.Networks;
using MLExtensions.Tests.Harness;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>
/// Bad model files: truncated or edited; from a newer version; naming an unregistered architecture. The error names the part of the file, nothing of the file's choosing
/// runs, and little memory is taken. The model has columns of every kind.
/// </summary>
[TestClass]
public sealed class BadModelFileTests
{
    private const string Columns = "columns.json";
    private const string Checksum = "columns.sha256";
    private const string Weights = "network.safetensors";

    private static readonly MLContext Context = new(seed: 1);
    private static readonly IDataView Data = new SampleTable(Context, 60).Whole().View;
    private static readonly byte[] Saved = ModelArchive.Save(Context, Fit(), Data);

    [TestMethod]
    public void TheSoundFile_Loads()
    {
        var loaded = (NetworkTransformer)Load(Saved)!.Single();

        CollectionAssert.AreEqual(
            new[] { "NumberColumn", "NumberColumn", "CategoryColumn", "CategoryColumn" }, loaded.Model.Input.Columns.Select(column => column.GetType().Name).ToArray());
        Assert.IsTrue(((NumberColumn)loaded.Model.Input.Columns[0]).BinCounts.All(bins => bins > 1));
        Assert.HasCount(60, loaded.Transform(Data).Values<float>("Score"));
    }

    [TestMethod]
    public void ATruncatedFile_DoesNotLoad()
    {
        for (int length = 0; length < Saved.Length; length += 97)
        {
            CheckRefused(Saved[..length]);
        }
    }

    [TestMethod]
    public void AFileWithOneBitChanged_DoesNotLoad_OrScoresAsBefore()
    {
        float[] expected = Load(Saved)!.Single().Transform(Data).Values<float>("Score");
        int start = Saved.AsSpan().IndexOf("columns.json"u8), end = start + 700;
        for (int bit = 8 * start; bit < 8 * end; bit += 3)
        {
            byte[] changed = [.. Saved];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Load(changed) is [var loaded])
            {
                CollectionAssert.AreEqual(expected, loaded.Transform(Data).Values<float>("Score"), $"bit {bit - (8 * start)}");
            }
        }
    }

    [TestMethod]
    [DataRow(Columns)]
    [DataRow(Checksum)]
    [DataRow(Weights)]
    public void AFileWithoutAPart_NamesIt(string part) =>
        CheckRefused(ModelArchive.Edit(Saved, part, _ => null), "InvalidDataException", $"{part}, which a network needs");

    [TestMethod]
    public void ADamagedNetwork_DoesNotLoad_NamesTheEntry_AndTakesLittleMemory()
    {
        string entry = ModelArchive.Names(Saved).Single(name => name.EndsWith(Weights, StringComparison.Ordinal));
        StringAssert.StartsWith(entry, "TransformerChain/");
        var random = new Random(1);

        // What ML.NET itself takes to open any model, on this host.
        long start = GC.GetAllocatedBytesForCurrentThread();
        Load(Saved);
        long whole = GC.GetAllocatedBytesForCurrentThread() - start;

        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = ModelArchive.Edit(Saved, Weights, bytes => Testing.Damage.Make(bytes, random));
            var context = new MLContext();
            long before = GC.GetAllocatedBytesForCurrentThread();
            CheckRefused(damaged, "InvalidDataException", entry + " in the model file is damaged");
            Assert.IsLessThan((16 * damaged.Length) + (1 << 20) + whole, GC.GetAllocatedBytesForCurrentThread() - before, $"Damage {i} made Load allocate much.");
        }
    }

    [TestMethod]
    public void DamagedColumns_DoNotLoad_OrStillFitTheNetwork()
    {
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = EditColumns(bytes => DamagedText.Make(bytes, random));
            if (Load(damaged) is not [var loaded])
            {
                CheckRefused(damaged, "InvalidDataException", "columns");
                refused++;
                continue;
            }

            // A name may have become another name: then it is missed in the data. A word of a vocabulary may have become another word.
            try
            {
                Assert.HasCount(60, loaded.Transform(Data).Values<float>("Score"));
            }
            catch (ArgumentOutOfRangeException e)
            {
                StringAssert.Contains(e.Message, "feature column");
            }
        }

        Assert.IsGreaterThan(200, refused);
    }

    [TestMethod]
    [DataRow("\"Oslo\"", "\"Rome\"", "column 'Town' has the text 'Rome' twice in its vocabulary")]
    [DataRow("\"Oslo\"", "null", "column 'Town' has an empty text")]
    [DataRow("\"Oslo\",", "", "its network")]
    [DataRow("\"Oslo\",", "\"Oslo\",\"Ulm\",", "its network")]
    [DataRow("\"Oslo\"", "\"\"", "column 'Town' has an empty text")]
    [DataRow("\"Oslo\"", "\"\\ud800\"", "columns.json")]
    [DataRow("\"Vocabulary\":", "\"KeyCount\":4,\"Vocabulary\":", "column 'Town'")]
    [DataRow("\"KeyCount\":4", "\"KeyCount\":5", "its network")]
    [DataRow("\"KeyCount\":4", "\"KeyCount\":-4", "column 'TownKey'")]
    [DataRow("\"KeyCount\":4", "\"KeyCount\":2147483647", "column 'TownKey'")]
    [DataRow("\"Kind\":\"Key\"", "\"Kind\":\"Text\"", "column 'TownKey'")]
    [DataRow("\"Kind\":\"Key\"", "\"Kind\":\"Image\"", "columns.json")]
    [DataRow("\"Kind\":\"Key\"", "\"Kind\":7", "columns.json")]
    [DataRow("\"Size\":4", "\"Size\":5", "its network")]
    [DataRow("\"Size\":4", "\"Size\":0", "column 'Features'")]
    [DataRow("\"Size\":4", "\"Size\":-1", "column 'Features'")]
    [DataRow("\"Size\":4", "\"Size\":2147483647", "columns.json")]
    [DataRow("\"Size\":4", "\"Size\":4000000000", "columns.json")]
    [DataRow("\"Name\":\"Features\"", "\"Name\":null", "columns.json")]
    [DataRow("\"Name\":\"Features\"", "\"Name\":\"Features\",\"Name\":\"Other\"", "columns.json")]
    [DataRow("\"Name\":\"Features\"", "\"Name\":\"Features\",\"Code\":\"x\"", "columns.json")]
    [DataRow("Regression", "Xgression", "Xgression")]
    [DataRow("Regression", "Ranking", null)]
    [DataRow("{", "x", "columns.json")]
    public void EditedColumns_DoNotLoad_AndTheErrorNamesThePart(string found, string replacement, string? message)
    {
        byte[] edited = EditColumns(bytes =>
        {
            string json = Encoding.UTF8.GetString(bytes);
            StringAssert.Contains(json, found);
            int place = json.IndexOf(found, StringComparison.Ordinal);
            return Encoding.UTF8.GetBytes(json[..place] + replacement + json[(place + found.Length)..]);
        });

        if (message is null)
        {
            // Consistent in itself: a network with one score can be of either task.
            Assert.IsNotNull(Load(edited));
            return;
        }

        CheckRefused(edited, "InvalidDataException", message);
    }

    [TestMethod]
    [DataRow(Columns)]
    [DataRow(Checksum)]
    public void ColumnsWhoseChecksumIsAnother_DoNotLoad_ThoughTheyMakeSense(string part) =>
        CheckRefused(
            ModelArchive.Edit(Saved, part, bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("Oslo", "Osla").Replace('a', 'b'))),
            "InvalidDataException", "columns.json in the model file is damaged", "checksum");

    [TestMethod]
    public void AnEntryOfANewerVersion_SaysThatItIsTooNew()
    {
        int found = 0;
        byte[] newer = ModelArchive.Edit(Saved, "Model.key", bytes =>
        {
            // ML.NET's header: our signature, the version that wrote the entry, the oldest one that reads it.
            int place = bytes.AsSpan().IndexOf("MLXNETWK"u8);
            if (place < 0)
            {
                return bytes;
            }

            found++;
            byte[] edited = [.. bytes];
            foreach (int version in (int[])[place + 8, place + 12])
            {
                BinaryPrimitives.WriteInt32LittleEndian(edited.AsSpan(version), BinaryPrimitives.ReadInt32LittleEndian(edited.AsSpan(version)) + 1);
            }

            return edited;
        });

        Assert.AreEqual(1, found);
        CheckRefused(newer, "too new");
    }

    [TestMethod]
    public void ANetworkOfANewerVersion_SaysSo() =>
        CheckRefused(
            EditNetwork(json => json["formatVersion"] = json["formatVersion"]!.GetValue<int>() + 1),
            "InvalidDataException", Weights, "saved in format 2 by a newer version of MLExtensions", "Update MLExtensions");

    [TestMethod]
    public void ANetworkOfAnUnregisteredArchitecture_IsNotBuilt_AndTheErrorSaysHowToRegisterIt() =>
        CheckRefused(
            EditNetwork(json => json["architecture"]!["type"] = "System.Diagnostics.Process"),
            "InvalidDataException", Weights, "The architecture 'System.Diagnostics.Process' is not registered", "Architectures.Register<T>(\"System.Diagnostics.Process\")");

    [TestMethod]
    public void ANetworkWhoseEmbeddingDoesNotFitTheVocabulary_IsRefused_ThoughTheNetworkIsSound() =>
        CheckRefused(
            EditNetwork(
                json =>
                {
                    var column = json["input"]!["columns"]!.AsArray().Single(column => (string?)column!["name"] == "Town")!;
                    column["count"] = column["count"]!.GetValue<int>() - 1;
                },
                tensors => [.. tensors.Select(tensor => tensor.Shape == Town(tensors).Shape && tensor.Name == Town(tensors).Name ? Shorter(tensor) : tensor)]),
            "InvalidDataException", "The model's columns", "its network");

    private static NamedTensor Town(IReadOnlyList<NamedTensor> tensors) =>
        tensors.First(tensor => tensor.Name.StartsWith("input.", StringComparison.Ordinal) && tensor.Shape.Rank == 2);

    private static NamedTensor Shorter(NamedTensor tensor)
    {
        int rows = (int)tensor.Shape[0] - 1, columns = (int)tensor.Shape[1];
        return new NamedTensor(tensor.Name, [rows, columns], tensor.Values[..(rows * columns)]);
    }

    private static NetworkTransformer Fit() => Context.Regression.Trainers.Network(new()
    {
        LabelColumnName = "Amount",
        FeatureColumnNames = ["Features", "Height", "Town", "TownKey"],
        ColumnEncodings = new Dictionary<string, NumberEncoding> { ["Features"] = NumberEncoding.PiecewiseLinear },
        Architecture = new FeedForward { HiddenLayers = [8] },
        Epochs = 1,
    }).Fit(Data);

    /// <summary>Changes the description of the columns, its checksum right: what is left is that it makes sense.</summary>
    private static byte[] EditColumns(Func<byte[], byte[]> edit)
    {
        byte[] edited = ModelArchive.Edit(Saved, Columns, edit);
        return ModelArchive.Edit(edited, Checksum, _ => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(ModelArchive.Entry(edited, Columns)))));
    }

    /// <summary>Changes the network's description, its checksum right.</summary>
    private static byte[] EditNetwork(Action<JsonNode> edit, Func<IReadOnlyList<NamedTensor>, IReadOnlyList<NamedTensor>>? weights = null) => ModelArchive.Edit(Saved, Weights, bytes =>
    {
        const string Key = "mlextensions.network";
        var file = Safetensors.Read(new MemoryStream(bytes));
        var json = JsonNode.Parse(file.Metadata[Key])!;
        edit(json);
        using var written = new MemoryStream();
        Safetensors.Write(written, weights?.Invoke(file.Tensors) ?? file.Tensors, new Dictionary<string, string>(file.Metadata) { [Key] = json.ToJsonString() });
        return written.ToArray();
    });

    /// <summary>The transformers of a file; null where it does not load.</summary>
    private static ITransformer[]? Load(byte[] file)
    {
        try
        {
            var loaded = new MLContext().Model.Load(new MemoryStream(file), out _);
            return loaded is IEnumerable<ITransformer> chain ? [.. chain] : [loaded];
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static void CheckRefused(byte[] file, params string[] parts)
    {
        string messages = Refusal.Messages(Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(file), out _)));
        foreach (string part in parts)
        {
            StringAssert.Contains(messages, part);
        }
    }
}

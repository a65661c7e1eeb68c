using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace MLExtensions.Tests;

/// <summary>A network saves in the ordinary model file, loads with nothing registered, and a damaged file is an error.</summary>
[TestClass]
public sealed class SaveLoadTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    [DataRow("Color")]
    [DataRow("Grade")]
    [DataRow("Label")]
    [DataRow("Target")]
    public void LoadedModel_GivesTheSameSchemaAndScores(string labelColumn)
    {
        var data = TestData.View(_context, TestData.Points(300));
        var model = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Transforms.Conversion.MapValueToKey("Key", labelColumn))
            .Append(_context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 2))
            .Fit(TestData.View(_context, TestData.Points(300).Take(40)));

        var other = new MLContext();
        var loaded = other.Model.Load(new MemoryStream(Saved(model, data)), out var schema);

        Assert.AreEqual(ColumnReading.Describe(data.Schema), ColumnReading.Describe(schema));
        var expected = model.Transform(data);
        var actual = loaded.Transform(data);
        Assert.AreEqual(ColumnReading.Describe(expected.Schema["Score"]), ColumnReading.Describe(actual.Schema["Score"]));
        Assert.AreEqual(ColumnReading.Describe(expected.Schema["PredictedLabel"]), ColumnReading.Describe(actual.Schema["PredictedLabel"]));
        CollectionAssert.AreEqual(expected.Vectors("Score").SelectMany(row => row).ToArray(), actual.Vectors("Score").SelectMany(row => row).ToArray());
        CollectionAssert.AreEqual(expected.Values<uint>("PredictedLabel"), actual.Values<uint>("PredictedLabel"));
    }

    [TestMethod]
    public void LoadedModel_KeepsItsHistoryAndTable()
    {
        var data = TestData.View(_context, TestData.Points(100));
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 3).Fit(data);

        var loaded = (NetworkTransformer)new MLContext().Model.Load(new MemoryStream(Saved(model, data)), out _);

        Assert.AreEqual(model.ToString(), loaded.ToString());
        CollectionAssert.AreEqual(
            model.Model.History!.Epochs.Select(epoch => epoch.TrainingLoss).ToList(), loaded.Model.History!.Epochs.Select(epoch => epoch.TrainingLoss).ToList());
    }

    [TestMethod]
    public void AFreshProcessThatNamesNothingOfMLExtensions_LoadsAndPredicts()
    {
        var data = TestData.View(_context, TestData.Points(200));
        var model = _context.BinaryClassification.Trainers.FeedForward(epochs: 2).Fit(data);
        string path = Path.GetTempFileName();
        try
        {
            _context.Model.Save(model, data.Schema, path);
            var row = model.Transform(TestData.View(_context, [new TestData.Point { Features = [1, 0, 0, 1] }]));

            string[] lines = RunFreshProcess(path);

            CollectionAssert.AreEqual(
                (string[])
                [
                    $"PredictedLabel Boolean {row.Values<bool>("PredictedLabel")[0]}",
                    $"Score Single {row.Values<float>("Score")[0]:R}",
                    $"Probability Single {row.Values<float>("Probability")[0]:R}",
                ],
                lines);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void AFileWithADamagedNetwork_DoesNotLoad_NamesTheEntry_AndTakesLittleMemory()
    {
        var data = TestData.View(_context, TestData.Points(100));
        var model = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1)).Fit(data);
        byte[] saved = Saved(model, data);
        string entry = Entries(saved).Single(name => name.EndsWith("network.safetensors", StringComparison.Ordinal));
        StringAssert.StartsWith(entry, "TransformerChain/");
        var random = new Random(1);

        // What ML.NET itself takes to open any model, on this host.
        long start = GC.GetAllocatedBytesForCurrentThread();
        new MLContext().Model.Load(new MemoryStream(saved), out _);
        long whole = GC.GetAllocatedBytesForCurrentThread() - start;

        for (int i = 0; i < 400; i++)
        {
            byte[] damaged = Edit(saved, "network.safetensors", bytes => Damage.Make(bytes, random));
            var context = new MLContext();
            long before = GC.GetAllocatedBytesForCurrentThread();
            AssertDoesNotLoad(damaged, entry + " in the model file is damaged", context);
            Assert.IsLessThan((16 * damaged.Length) + (1 << 20) + whole, GC.GetAllocatedBytesForCurrentThread() - before, $"Damage {i} made Load allocate much.");
        }
    }

    [TestMethod]
    public void AFileWithoutTheNetwork_SaysSo()
    {
        var data = TestData.View(_context, TestData.Points(100));
        byte[] saved = Saved(_context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data), data);
        AssertDoesNotLoad(Edit(saved, "network.safetensors", _ => null), "network.safetensors, which a network needs");
    }

    [TestMethod]
    public void TheNetworkInAFile_IsASafetensorsFileOfItsOwn()
    {
        var data = TestData.View(_context, TestData.Points(100));
        var model = _context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data);
        byte[] content = [];
        Edit(Saved(model, data), "network.safetensors", bytes => content = bytes);

        var file = Networks.Safetensors.Read(new MemoryStream(content));

        CollectionAssert.AreEqual(
            (string[])["layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "input.numbers.mean", "input.numbers.scale"], file.Tensors.Select(tensor => tensor.Name).ToArray());
        CollectionAssert.AreEqual(model.Model.Module.Parameters[0].Values.ToArray(), file.Tensors[0].Values.ToArray());
    }

    [TestMethod]
    public void AFileWhoseColumnsAreDamaged_SaysSo()
    {
        var data = TestData.View(_context, TestData.Points(100));
        byte[] saved = Saved(_context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data), data);

        AssertDoesNotLoad(Edit(saved, "columns.json", bytes => [(byte)'x', .. bytes[1..]]), "columns.json");
        AssertDoesNotLoad(Edit(saved, "columns.json", bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("Regression", "Xgression"))), "columns.json");
        AssertDoesNotLoad(Replace("""{"Name":"a","Size":2000000000,"IsVector":true},{"Name":"b","Size":2000000000,"IsVector":true}"""), "columns.json in the model file is damaged");
        AssertDoesNotLoad(Replace("""{"Name":"\ud800","Size":4,"IsVector":true}"""), "columns.json in the model file is damaged");
        AssertDoesNotLoad(Replace("""{"Name":"Features","Name":"Other","Size":4,"IsVector":true}"""), "columns.json in the model file is damaged");

        byte[] Replace(string features) =>
            Edit(saved, "columns.json", _ => Encoding.UTF8.GetBytes($$"""{"Task":"Regression","Features":[{{features}}]}"""));
    }

    [TestMethod]
    public void ATruncatedFile_DoesNotLoad()
    {
        var data = TestData.View(_context, TestData.Points(100));
        byte[] saved = Saved(_context.Regression.Trainers.FeedForward("Target", hiddenLayers: [8], epochs: 1).Fit(data), data);

        for (int length = 0; length < saved.Length; length += 97)
        {
            AssertDoesNotLoad(saved[..length], "");
        }
    }

    private byte[] Saved(ITransformer model, IDataView data)
    {
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        return stream.ToArray();
    }

    private static void AssertDoesNotLoad(byte[] file, string expectedInMessage, MLContext? context = null)
    {
        context ??= new();
        var error = Assert.Throws<Exception>(() => context.Model.Load(new MemoryStream(file), out _));
        string messages = "";
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
        {
            Assert.IsNotInstanceOfType<NullReferenceException>(inner);
            Assert.IsNotInstanceOfType<OutOfMemoryException>(inner);
            messages += inner.Message + "\n";
        }

        StringAssert.Contains(messages, expectedInMessage);
    }

    private static string[] Entries(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return [.. archive.Entries.Select(entry => entry.FullName.Replace('\\', '/'))];
    }

    /// <summary>Writes the archive anew with one entry changed, its checksum right, or left out where the edit gives null.</summary>
    private static byte[] Edit(byte[] file, string entryName, Func<byte[], byte[]?> edit)
    {
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(file)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                {
                    stream.CopyTo(content);
                }

                byte[]? bytes = content.ToArray();
                if (entry.FullName.EndsWith(entryName, StringComparison.Ordinal))
                {
                    bytes = edit(bytes);
                }

                if (bytes is not null)
                {
                    using var written = target.CreateEntry(entry.FullName).Open();
                    written.Write(bytes);
                }
            }
        }

        return result.ToArray();
    }

    private static string[] RunFreshProcess(string modelPath)
    {
        // bin/<configuration>/<framework> of this project and of the other are named alike.
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(
            TestData.RepositoryRoot, "test", "MLExtensions.FreshProcess", "bin", output.Parent!.Name, output.Name, "MLExtensions.FreshProcess.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, modelPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}

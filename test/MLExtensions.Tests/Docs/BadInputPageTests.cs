using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>The messages that docs/bad-input.md quotes are those that come.</summary>
[TestClass]
public sealed partial class BadInputPageTests
{
    private static readonly string s_page = Repository.Read("docs", "bad-input.md");

    private readonly MLContext _context = new(seed: 1);

    private BinaryClassificationCatalog.BinaryClassificationTrainers Binary => _context.BinaryClassification.Trainers;

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Multiclass => _context.MulticlassClassification.Trainers;

    private RegressionCatalog.RegressionTrainers Regression => _context.Regression.Trainers;

    private RankingCatalog.RankingTrainers Ranking => _context.Ranking.Trainers;

    [TestMethod]
    public void Columns_ThatAreNotThereOrOfTheWrongType()
    {
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.FeedForward("Price").Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.FeedForward("Rent", "Day").Fit(View(Rows())));
        string variable = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Regression.FeedForward("Rent", "Readings").Fit(View(Rows()))).Message;
        AssertOnPage(variable.Replace("'Readings' is VarVector<Single>", "'Day' is DateTime", StringComparison.Ordinal), nameof(ArgumentOutOfRangeException));
        AssertQuoted<ArgumentOutOfRangeException>(() => Binary.FeedForward("City").Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Multiclass.FeedForward("City").Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.FeedForward("City").Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Ranking.FeedForward("Rent", rowGroupColumnName: "City").Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.Network(Options() with { ExampleWeightColumnName = "City" }).Fit(View(Rows())));
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.Network(Options() with { ValidationColumnName = "Rent" }).Fit(View(Rows())));
    }

    [TestMethod]
    public void Rows_ThatCannotBeLearntFrom()
    {
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options()).Fit(View([])));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options()).Fit(View(Rows(row => row.Rent = float.NaN))));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options()).Fit(View(Rows(row => row.Rent = row.Index == 3 ? float.PositiveInfinity : 1))));
        AssertQuoted<InvalidOperationException>(() => Binary.FeedForward("IsNew").Fit(View(Rows())));
        AssertQuoted<InvalidOperationException>(() => Multiclass.FeedForward("Key").Fit(Mapped("Key", "IsNew")));
        AssertQuoted<InvalidOperationException>(() => Ranking.FeedForward("IsNew", rowGroupColumnName: "Key").Fit(Mapped("Key", "City")));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options()).Fit(View(Rows(row => row.Features[2] = row.Index == 13 ? float.PositiveInfinity : 0))));
        AssertQuoted<InvalidOperationException>(() =>
            Regression.Network(Options() with { MissingValues = MissingValues.Error }).Fit(View(Rows(row => row.Features[2] = row.Index == 13 ? float.NaN : 0))));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options() with { FeatureColumnNames = ["City"], MissingValues = MissingValues.Error })
            .Fit(View(Rows(row => row.City = row.Index == 17 ? "" : "Rome"))));
        AssertQuoted<InvalidOperationException>(() =>
            Regression.Network(Options() with { ExampleWeightColumnName = "Weight" }).Fit(View(Rows(row => row.Weight = row.Index == 5 ? -1 : 1))));
        AssertQuoted<ArgumentException>(() => Regression.Network(Options() with { ExampleWeightColumnName = "Weight" }).Fit(View(Rows(row => row.Weight = 0))));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options() with { Loss = new PoissonLoss() }).Fit(View(Rows(row => row.Rent = -3))));
        AssertQuoted<InvalidOperationException>(() => Multiclass.Network(new() { LabelColumnName = "Key", ClassWeights = [1, 2, 3] }).Fit(Mapped("Key", "City")));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options() with { ValidationColumnName = "IsNew" }).Fit(View(Rows())));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options() with { LearningRate = 1e6f }).Fit(View(Rows())));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(Options() with
        {
            FeatureColumnNames = ["Readings"],
            ColumnInputs = new Dictionary<string, ColumnInput> { ["Readings"] = new SequenceInput { Features = 2 } },
            Architecture = new Recurrent(),
        }).Fit(View(Rows(row => row.Readings = row.Index == 9 ? [1, 2, 3] : [1, 2]))));
    }

    [TestMethod]
    public void Data_ThatDiffersFromTheTrainingData()
    {
        var model = Regression.Network(Options() with { Epochs = 1 }).Fit(View(Rows()));
        AssertQuoted<ArgumentOutOfRangeException>(() => model.Transform(_context.Transforms.Concatenate("Features", "Features", "Rent").Fit(View(Rows())).Transform(View(Rows()))));
        AssertQuoted<ArgumentOutOfRangeException>(() => model.Transform(_context.Transforms.DropColumns("Features").Fit(View(Rows())).Transform(View(Rows()))));
        AssertQuoted<ArgumentOutOfRangeException>(() => Multiclass.FeedForward("Key").Fit(Mapped("Key", "City"), Mapped("Key", "City", reverse: true)));
    }

    [TestMethod]
    public void Options_ThatAreOutOfTheirRangeOrOfAnotherTask()
    {
        AssertQuoted<ArgumentOutOfRangeException>(() => Regression.Network(new() { Epochs = 0 }));
        AssertQuoted<ArgumentException>(() => Regression.Network(new() { ClassWeights = [1, 9] }));
        AssertQuoted<ArgumentException>(() => Regression.Network(new()
        {
            FeatureColumnNames = ["Readings", "Rent"],
            ColumnInputs = new Dictionary<string, ColumnInput> { ["Readings"] = new SequenceInput { Features = 2 } },
        }));
        AssertQuoted<ArgumentException>(() => Regression.Network(new() { ColumnEncodings = new Dictionary<string, NumberEncoding> { ["Rent"] = NumberEncoding.None } }));
    }

    [TestMethod]
    public void Models_ThatAreDamagedOrOfAnotherVersion()
    {
        byte[] saved = Saved();
        AssertDoesNotLoad(Edited(saved, "network.safetensors", bytes => bytes[..^7]));
        AssertDoesNotLoad(Edited(saved, "network.safetensors", bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]));
        AssertDoesNotLoad(Edited(saved, "columns.json", bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"Size\":4", "\"Size\":5", StringComparison.Ordinal))));
        AssertDoesNotLoad(Edited(saved, "network.safetensors", _ => null));
        AssertDoesNotLoad(Edited(saved, "network.safetensors", bytes => Described(bytes, "\"formatVersion\":1", "\"formatVersion\":2")));
        AssertDoesNotLoad(Edited(saved, "network.safetensors", bytes => Described(bytes, "\"FeedForward\"", "\"Wavelet\"")));
    }

    [TestMethod]
    public void Checkpoints_ThatCannotBeWrittenOrAreOfAnotherRun()
    {
        using var folder = new CurrentFolder();
        var options = Options() with { Epochs = 1, Checkpoint = new CheckpointOptions { Path = "run.checkpoint" } };
        string folderMissing = Assert.ThrowsExactly<IOException>(
            () => Regression.Network(options with { Checkpoint = new CheckpointOptions { Path = "elsewhere/run.checkpoint" } }).Fit(View(Rows()))).Message;
        AssertOnPage(SystemWords().Replace(folderMissing, "written: ... Choose"), nameof(IOException));
        Regression.Network(options).Fit(View(Rows()));
        AssertQuoted<InvalidOperationException>(() => Regression.Network(options with { LearningRate = 0.01f }).Fit(View(Rows())));
        File.WriteAllBytes("run.checkpoint", File.ReadAllBytes("run.checkpoint")[..1000]);
        AssertQuoted<InvalidDataException>(() => Regression.Network(options).Fit(View(Rows())));
    }

    [TestMethod]
    public void Evaluations_OfWhatIsNoProbability_OrOfNothing()
    {
        AssertQuoted<InvalidOperationException>(() => _context.BinaryClassification.EvaluateCalibration(View(Rows()), "IsNew", "Rent"));
        AssertQuoted<InvalidOperationException>(() => _context.BinaryClassification.EvaluateCalibration(View([]), "IsNew", "Rent"));
    }

    [TestMethod]
    public void RowsWithoutALabel_AreCountedInTheLog()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.RawMessage);

        Regression.Network(Options()).Fit(View(Rows(row => row.Rent = row.Index is 4 or 8 ? float.NaN : row.Index)));

        AssertOnPage(lines.Single(line => line.StartsWith("Left out", StringComparison.Ordinal)), "");
    }

    private static void AssertQuoted<T>(Action act)
        where T : Exception
    {
        string message = Assert.ThrowsExactly<T>(act).Message;
        int parameter = message.LastIndexOf(" (Parameter '", StringComparison.Ordinal);
        AssertOnPage(parameter < 0 ? message : message[..parameter], typeof(T).Name);
    }

    private static void AssertDoesNotLoad(byte[] file)
    {
        var error = Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(file), out _));
        while (error is not InvalidDataException)
        {
            error = error.InnerException ?? throw new AssertFailedException($"There is no InvalidDataException in {error}.");
        }

        AssertOnPage(RegisteredNames().Replace(error.Message, "Registered: ... If"), nameof(InvalidDataException));
    }

    /// <summary>That the page quotes the message, and names the exception in the same line or before the table.</summary>
    private static void AssertOnPage(string message, string exception)
    {
        string section = s_page.Split("\n## ").FirstOrDefault(part => part.Contains($"`{message}`", StringComparison.Ordinal), "");
        string line = section.Split('\n').FirstOrDefault(line => line.Contains($"`{message}`", StringComparison.Ordinal), "");
        string before = section.Split("\n|")[0];

        Assert.AreNotEqual("", line, $"docs/bad-input.md does not quote: {message}");
        Assert.IsTrue(line.Contains(exception, StringComparison.Ordinal) || before.Contains(exception, StringComparison.Ordinal), $"docs/bad-input.md does not say {exception} of: {message}");
    }

    private byte[] Saved()
    {
        var view = View(Rows());
        using var stream = new MemoryStream();
        _context.Model.Save(_context.Transforms.NormalizeMinMax("Features").Append(Regression.FeedForward("Rent", hiddenLayers: [2], epochs: 1)).Fit(view), view.Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Edited(byte[] file, string name, Func<byte[], byte[]?> edit)
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

                byte[]? bytes = entry.FullName.EndsWith(name, StringComparison.Ordinal) ? edit(content.ToArray()) : content.ToArray();
                if (bytes is not null)
                {
                    using var written = target.CreateEntry(entry.FullName).Open();
                    written.Write(bytes);
                }
            }
        }

        return result.ToArray();
    }

    /// <summary>A network's file with another text in its description, and its checksum right.</summary>
    private static byte[] Described(byte[] network, string before, string after)
    {
        var file = Safetensors.Read(new MemoryStream(network));
        using var result = new MemoryStream();
        Safetensors.Write(result, file.Tensors, file.Metadata.ToDictionary(text => text.Key, text => text.Value.Replace(before, after, StringComparison.Ordinal)));
        return result.ToArray();
    }

    [GeneratedRegex("written: .* Choose")]
    private static partial Regex SystemWords();

    // Other tests register their own.
    [GeneratedRegex("Registered: .* If")]
    private static partial Regex RegisteredNames();

    private static NetworkTrainerOptions Options() => new() { LabelColumnName = "Rent", Epochs = 5 };

    private IDataView View(List<Row> rows) => _context.Data.LoadFromEnumerable(rows);

    private IDataView Mapped(string output, string input, bool reverse = false)
    {
        var rows = Rows();
        if (reverse)
        {
            rows.Reverse();
        }

        return _context.Transforms.Conversion.MapValueToKey(output, input).Fit(View(rows)).Transform(View(rows));
    }

    private static List<Row> Rows(Action<Row>? change = null)
    {
        var random = new Random(1);
        List<Row> rows = [.. Enumerable.Range(0, 60).Select(i => new Row
        {
            Index = i,
            Features = [random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle()],
            City = i % 2 == 0 ? "Rome" : "Oslo",
            Rent = 500 + i,
            Weight = 1,
            IsNew = true,
        })];
        rows.ForEach(row => change?.Invoke(row));
        return rows;
    }

    private sealed class Row
    {
        [NoColumn]
        public int Index { get; set; }

        [VectorType(4)]
        public float[] Features { get; set; } = [];

        public float[] Readings { get; set; } = [];

        public DateTime Day { get; set; } = new(2024, 1, 1);

        public string City { get; set; } = "";

        public float Rent { get; set; }

        public float Weight { get; set; }

        public bool IsNew { get; set; }
    }
}

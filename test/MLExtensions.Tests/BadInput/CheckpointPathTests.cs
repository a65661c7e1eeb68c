using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>A checkpoint folder that cannot be written is an error before training; a run that fails, for whatever reason, leaves an older checkpoint as it is.</summary>
[TestClass]
public sealed class CheckpointPathTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");
    private readonly MLContext _context = new(seed: 1);

    private string FilePath => Path.Combine(_folder.FullName, "fit.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void AFolderThatIsMissing_IsAnErrorThatNamesTheFile()
    {
        string path = Path.Combine(_folder.FullName, "missing", "fit.checkpoint");
        CheckRefused(path);
        Assert.IsEmpty(_folder.GetFileSystemInfos());
    }

    [TestMethod]
    public void AFileInTheFoldersPlace_IsAnErrorThatNamesThePath_AndStays()
    {
        File.WriteAllText(FilePath, "mine");
        CheckRefused(Path.Combine(FilePath, "fit.checkpoint"));
        Assert.AreEqual("mine", File.ReadAllText(FilePath));
    }

    [TestMethod]
    public void AFolderInTheFilesPlace_IsAnErrorThatNamesIt()
    {
        Directory.CreateDirectory(FilePath);
        CheckRefused(FilePath);
        Assert.IsTrue(Directory.Exists(FilePath));
    }

    [TestMethod]
    public void AFolderThatIsReadOnly_IsAnErrorThatNamesTheFile_AndTheOlderCheckpointResumesLater()
    {
        Assert.HasCount(2, Fit(Options()).Epochs);
        using (new ReadOnlyFolder(_folder.FullName))
        {
            CheckRefused(FilePath);
        }

        CheckResumes();
    }

    [TestMethod]
    [DataRow("missing column")]
    [DataRow("not finite")]
    [DataRow("one class")]
    [DataRow("no rows")]
    [DataRow("other data")]
    [DataRow("diverges")]
    [DataRow("cancelled")]
    public void AFitThatFails_LeavesTheOlderCheckpoint_ByteForByte(string reason)
    {
        Assert.HasCount(2, Fit(Options()).Epochs);
        byte[] older = File.ReadAllBytes(FilePath);
        using var cancellation = new CancellationTokenSource();
        var points = Points();
        var options = Options();
        switch (reason)
        {
            case "missing column":
                options = options with { FeatureColumnNames = ["Nothing"] };
                break;
            case "not finite":
                points[13].Features[2] = float.PositiveInfinity;
                break;
            case "one class":
                points.ForEach(point => point.Label = true);
                break;
            case "no rows":
                points.Clear();
                break;
            case "other data":
                points[13].Features[2]++;
                break;
            case "diverges":
                options = options with { Checkpoint = options.Checkpoint! with { Resume = false }, LearningRate = 1e6f, Optimizer = new Sgd() };
                break;
            default:
                cancellation.Cancel();
                options = options with { CancellationToken = cancellation.Token };
                break;
        }

        Assert.Throws<Exception>(() => _context.BinaryClassification.Trainers.Network(options).Fit(TestData.View(_context, points)));

        CollectionAssert.AreEqual(older, File.ReadAllBytes(FilePath));
        CheckResumes();
    }

    private void CheckRefused(string path)
    {
        int epochs = 0;
        var options = Options() with { Checkpoint = new CheckpointOptions { Path = path }, Progress = new Citizenship.Recorder(_ => epochs++) };

        Refusal.Check(Assert.ThrowsExactly<IOException>(() => Fit(options)), $"The checkpoint '{path}' cannot be written", "Choose a path in a folder that is there and can be written");

        Assert.AreEqual(0, epochs, "epochs trained");
    }

    private void CheckResumes()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);
        Assert.HasCount(4, Fit(Options() with { Epochs = 4 }).Epochs);
        Assert.IsTrue(lines.Exists(line => line.Contains($"Resumed from '{FilePath}' at the end of epoch 2", StringComparison.Ordinal)));
    }

    private NetworkTrainerOptions Options() => new() { Epochs = 2, ValidationColumnName = "Held", EarlyStopping = null, Seed = 1, Checkpoint = new CheckpointOptions { Path = FilePath } };

    private static List<TestData.Point> Points() => TestData.Points(200);

    private TrainingHistory Fit(NetworkTrainerOptions options) =>
        _context.BinaryClassification.Trainers.Network(options).Fit(TestData.View(_context, Points())).Model.History!;
}

using System.Text;
using MLExtensions.AutoML;
using Microsoft.ML.AutoML;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>What is on the disk: the journal, refused or gone on with; messages; predictions.</summary>
[TestClass]
public sealed class JournalTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void AnotherSearch_IsRefused_SayingWhatDiffers_AndNothingChanges()
    {
        Run();
        byte[] before = File.ReadAllBytes(JournalPath);

        AssertRefused(Experiment(rows: 30), "data, first rows is '");
        AssertRefused(Experiment().SetBinaryClassificationMetric(BinaryClassificationMetric.F1Score), "metric is 'Accuracy, to be large' in the journal and 'F1Score, to be large' here");
        AssertRefused(Experiment(epochs: 50), "estimator e1, options is '{");
        AssertRefused(Experiment().SetSeed(7), "seed is '1' in the journal and '7' here");
        AssertRefused(Experiment().SetTuner(new FeedbackTuner()), "tuner is 'TpeTuner' in the journal and 'FeedbackTuner' here");
        AssertRefused(Experiment().SetSuccessiveHalving(), "successive halving is '(none)' in the journal and '9 trials, 3 rungs from 3 epochs, one of 3' here");
        AssertRefused(Experiment().SetParallelTrials(1, window: 2), "window is '4' in the journal and '2' here");

        CollectionAssert.AreEqual(before, File.ReadAllBytes(JournalPath));

        void AssertRefused(ParallelExperiment experiment, string difference)
        {
            var exception = Assert.ThrowsExactly<InvalidOperationException>(() => experiment.SetMaxModelToExplore(3).Run());
            StringAssert.Contains(exception.Message, difference);
            StringAssert.Contains(exception.Message, "Nothing was changed.");
        }
    }

    [TestMethod]
    public void ADamagedJournal_IsAnError_NamingTheLine_AndNothingChanges()
    {
        Run();
        byte[] whole = File.ReadAllBytes(JournalPath);
        string[] lines = Encoding.UTF8.GetString(whole).Split('\n');
        int metric = Array.FindIndex(lines, line => line.Contains("\"metric\":0.", StringComparison.Ordinal));
        Assert.IsTrue(metric > 0);

        // One digit of a metric; a line that is gone in its middle; bytes of another kind; half of the first line.
        AssertDamaged(lines.Select((line, i) => i == metric ? line.Replace("\"metric\":0.", "\"metric\":1.", StringComparison.Ordinal) : line), metric + 1);
        AssertDamaged(lines.Select((line, i) => i == 1 ? line[..20] : line), 2);
        AssertDamaged(lines.Select((line, i) => i == 2 ? new string('\0', 50) : line), 3);
        AssertDamaged(lines.Select((line, i) => i == 0 ? line[40..] : line), 1);

        void AssertDamaged(IEnumerable<string> damaged, int line)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', damaged));
            CollectionAssert.AreNotEqual(whole, bytes);
            File.WriteAllBytes(JournalPath, bytes);
            var exception = Assert.ThrowsExactly<InvalidDataException>(() => Experiment().SetMaxModelToExplore(3).Run());
            StringAssert.Contains(exception.Message, $"Line {line} of the journal '{JournalPath}' is damaged.");
            CollectionAssert.AreEqual(bytes, File.ReadAllBytes(JournalPath));
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("Notes of mine, which are no journal.")]
    public void AFileThatIsNoJournal_IsNotOverwritten(string content)
    {
        Directory.CreateDirectory(_folder["a"]);
        File.WriteAllText(JournalPath, content);
        Assert.ThrowsExactly<InvalidDataException>(() => Experiment().SetMaxModelToExplore(3).Run());
        Assert.AreEqual(content, File.ReadAllText(JournalPath));
    }

    [TestMethod]
    public async Task TwoSearchesInOneFolder_AreRefused()
    {
        var held = new TaskCompletionSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = FakeTrial.Experiment(new HeldDispatcher(held.Task, started), _folder["a"]).SetMaxModelToExplore(1).RunAsync();
        await started.Task;
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => Experiment().SetMaxModelToExplore(1).Run()).Message, "Another search runs in the folder");
        held.SetResult();
        (await first).Dispose();
    }

    [TestMethod]
    public void Messages_ComeBackAsTheyWere()
    {
        var request = new TrialRequest { TrialId = 3, Rung = 1, Parameter = "{\"_SCHEMA_\":\"e0 * e1\",\"e1\":{\"X\":0.1}}", Seed = 5, Epochs = 9, Threads = 2, MegabytesLimit = 512.5, SecondsLimit = 3, Folder = "/a b/\"c\"" };
        Assert.AreEqual(request, TrialJson.Read<TrialRequest>(TrialJson.Write(request)));

        var report = new TrialReport
        {
            TrialId = 3,
            Rung = 1,
            Status = TrialStatus.Completed,
            CanContinue = true,
            Metric = 0.1 + 0.2,
            FoldMetrics = [1.0 / 3, double.Epsilon, double.MaxValue],
            Seconds = 1.5,
            ModelBytes = long.MaxValue,
            RowsPerSecond = 1e9,
            Epochs = 7,
            PeakMegabytes = 12.25,
            StartedAtUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
            EndedAtUtc = new DateTime(2026, 1, 2, 3, 4, 6, DateTimeKind.Utc),
            Curve = [new TrialEpoch(0, 1, 9, double.NaN, double.PositiveInfinity, "Accuracy", null, 0.5)],
            Files = ["rung-1/model-0.zip"],
        };
        string json = TrialJson.Write(report);
        Assert.IsFalse(json.Contains('\n'));
        var read = TrialJson.Read<TrialReport>(json);
        CollectionAssert.AreEqual(report.FoldMetrics.ToArray(), read.FoldMetrics.ToArray());
        CollectionAssert.AreEqual(report.Curve.ToArray(), read.Curve.ToArray());
        CollectionAssert.AreEqual(report.Files.ToArray(), read.Files.ToArray());
        Assert.AreEqual(report with { FoldMetrics = read.FoldMetrics, Curve = read.Curve, Files = read.Files }, read);

        // A worker's program may have printed before, without ending its line.
        var message = WorkerMessage.Parse($"Hello{new WorkerMessage { Run = request }.ToLine()}");
        Assert.AreEqual(request, message!.Run);
        Assert.IsNull(WorkerMessage.Parse("Hello, world"));
    }

    [TestMethod]
    public void Predictions_ComeBackAsTheyWere_AndDamageIsFound()
    {
        var predictions = new TrialPredictions([0, 2, float.NaN], 3, [0.1f, 0.2f, 0.7f, 1, 0, 0, float.NaN, 0, 1], true, [0, 0, 1]) { Classes = ["a", "b", "ü"] };
        string path = _folder["predictions.bin"];
        TrialPredictionsFile.Write(path, predictions);
        var read = TrialPredictionsFile.Read(path);
        CollectionAssert.AreEqual(predictions.Labels, read.Labels);
        CollectionAssert.AreEqual(predictions.Scores, read.Scores);
        CollectionAssert.AreEqual(predictions.Folds, read.Folds);
        CollectionAssert.AreEqual(predictions.Classes.ToArray(), read.Classes!.ToArray());
        Assert.AreEqual((3, true), (read.Outputs, read.AreProbabilities));

        byte[] bytes = File.ReadAllBytes(path);
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => TrialPredictionsFile.Read(path), $"{length} bytes");
        }

        // A header that asks for more memory than there is.
        byte[] large = [.. bytes];
        BitConverter.TryWriteBytes(large.AsSpan(8), int.MaxValue);
        File.WriteAllBytes(path, large);
        Assert.ThrowsExactly<InvalidDataException>(() => TrialPredictionsFile.Read(path));
    }

    [TestMethod]
    public void Metrics_SayWhichWayIsBetter()
    {
        Assert.IsTrue(Enum.GetValues<BinaryClassificationMetric>().All(metric => TrialMetric.For(metric, "Label", "PredictedLabel").IsMaximize));
        Assert.IsTrue(Enum.GetValues<MulticlassClassificationMetric>().All(metric => TrialMetric.For(metric, "Label", "PredictedLabel").IsMaximize == (metric != MulticlassClassificationMetric.LogLoss)));
        Assert.IsTrue(Enum.GetValues<RegressionMetric>().All(metric => TrialMetric.For(metric, "Label", "Score").IsMaximize == (metric == RegressionMetric.RSquared)));
    }

    private string JournalPath => Path.Combine(_folder["a"], "search.jsonl");

    private ParallelExperiment Experiment(int rows = 20, int epochs = 100) => FakeTrial.Experiment(new FakeDispatcher(request => FakeDispatcher.Measured(request, 0.25)), _folder["a"], rows, epochs);

    private void Run() => Experiment().SetMaxModelToExplore(3).Run().Dispose();

    private sealed class HeldDispatcher(Task held, TaskCompletionSource started) : ITrialDispatcher
    {
        public async Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
        {
            started.TrySetResult();
            await held;
            return FakeDispatcher.Measured(request, 1);
        }
    }
}

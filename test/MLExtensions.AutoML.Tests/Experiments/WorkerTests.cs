using System.Diagnostics;
using MLExtensions.AutoML;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Trials in worker processes, and searches that are killed.</summary>
[TestClass]
public sealed class WorkerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Workers_GiveTheSameAsThisProcess()
    {
        using var local = SmallSearch.Networks().SetMaxModelToExplore(4).Run();
        using var workers = SmallSearch.Networks().SetMaxModelToExplore(4).SetParallelTrials(2).SetWorkerProcesses(Program("prints")).Run();

        CollectionAssert.AreEqual(SmallSearch.Text(local).ToArray(), SmallSearch.Text(workers).ToArray());
        Assert.IsTrue(workers.Leaderboard.All(record => record.PeakMegabytes > 10));
        var context = new Microsoft.ML.MLContext();
        Assert.IsNotNull(workers.BestModel.Transform(SmallRow.View(context, 5)));
        CollectionAssert.AreEqual(local.Best.Curve.Select(epoch => epoch.TrainingLoss).ToArray(), workers.Best.Curve.Select(epoch => epoch.TrainingLoss).ToArray());
    }

    [TestMethod]
    public void TrialsThatThrowDivergeAllocateHangOrCrash_AreRecorded_AndTheSearchGoesOn()
    {
        string[] kinds = ["throws", "notANumber", "allocates", "neverEnds", "crashes", "fine"];
        using var result = SmallSearch.Bad().SetMaxModelToExplore(6).SetTuner(new ScriptedTuner(kinds)).SetParallelTrials(2).SetTrialTimeInSeconds(12)
            .SetMaximumMemoryUsageInMegaByte(900).SetWorkerProcesses(Program("bad") with { KillAfterSeconds = 0.2 }).Run();

        var board = result.Leaderboard.ToDictionary(record => record.TrialId);
        Assert.AreEqual((TrialStatus.Failed, "InvalidOperationException: This trial throws."), (board[0].Status, board[0].Reason));
        Assert.AreEqual((TrialStatus.Diverged, "40 of 40 scores are not finite numbers."), (board[1].Status, board[1].Reason));
        Assert.AreEqual((TrialStatus.OutOfMemory, "It needed more than the 900 megabytes that the search may use."), (board[2].Status, board[2].Reason));
        Assert.AreEqual((TrialStatus.TimedOut, "It took longer than the 12 seconds that a trial may take."), (board[3].Status, board[3].Reason));
        Assert.AreEqual(TrialStatus.Failed, board[4].Status);
        StringAssert.StartsWith(board[4].Reason, "Its process ended (");
        StringAssert.Contains(board[4].Reason, "This trial crashes its process.");
        Assert.AreEqual(5, result.Best.TrialId);
    }

    [TestMethod]
    public void InABudget_BadTrialsAreRecorded_ThoseThatHangAtTheEndAreKilled_AndNothingIsLeftBehind()
    {
        const int Budget = 20;
        string[] kinds = ["fine", "throws", "notANumber", "allocates", "neverEnds", "fine", "neverEnds", "neverEnds"];
        var clock = Stopwatch.StartNew();
        using var result = SmallSearch.Bad().SetTrainingTimeInSeconds(Budget).SetTuner(new ScriptedTuner(kinds)).SetParallelTrials(2).SetTrialTimeInSeconds(6)
            .SetMaximumMemoryUsageInMegaByte(900).SetWorkerProcesses(Program("bad", "budget") with { KillAfterSeconds = 0.2 }).Run();

        TestContext.WriteLine($"{clock.Elapsed.TotalSeconds:F2} s of {Budget}.");
        foreach (var record in result.Leaderboard.OrderBy(record => record.TrialId))
        {
            TestContext.WriteLine($"{record.TrialId} {record.Status}: {record.Reason}");
        }

        // Hanging workers would never end. Room for a machine that is busy with other things.
        Assert.IsTrue(clock.Elapsed.TotalSeconds < 2 * Budget, $"It took {clock.Elapsed.TotalSeconds} s.");
        Assert.AreEqual("fine", TrialJson.ReadParameter(result.Best.Parameter)["e1"]["Kind"].AsType<string>());
        TrialStatus[] expected = [TrialStatus.Failed, TrialStatus.Diverged, TrialStatus.OutOfMemory, TrialStatus.TimedOut];
        CollectionAssert.IsSubsetOf(expected, result.Leaderboard.Select(record => record.Status).ToArray());
        if (OperatingSystem.IsLinux())
        {
            Thread.Sleep(200);
            Assert.IsFalse(Directory.GetDirectories("/proc").Any(IsWorker), "A worker is left.");
        }

        static bool IsWorker(string folder)
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("bad\0budget\0", StringComparison.Ordinal);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    [TestMethod]
    [DataRow("other", "The worker process has another experiment: data, first rows is '")]
    [DataRow("stops", "The worker process ended (exit code 3) before it was ready.")]
    [DataRow("stops", "It said: This program stops at once.")]
    [DataRow("forgets", "This process was started as a worker of a search, and would start one itself")]
    public void AProgramThatIsNoWorker_EndsTheSearch_SayingWhy(string mode, string message)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => SmallSearch.Networks().SetMaxModelToExplore(2).SetWorkerProcesses(Program(mode)).Run());
        StringAssert.Contains(exception.Message, message);
    }

    [TestMethod]
    public void ASearchThatIsKilledAgainAndAgain_LosesNoTrial_RepeatsNone_AndEndsTheSame()
    {
        const string Trials = "100";
        const int Kills = 10;
        string[] expected = Finish(_folder["whole"], parallel: "1");
        Assert.IsTrue(expected.Length == 100, string.Join('\n', expected));

        var random = new Random(4);
        HashSet<(int, int)> known = [];
        int killed = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            using (var process = Start("run", _folder["killed"], Trials, "2"))
            {
                // Somewhere in the next trials: not always where one has just ended.
                for (int lines = random.Next(0, 3); lines > 0 && process.StandardOutput.ReadLine() is { } line && !line.StartsWith("result", StringComparison.Ordinal); lines--)
                {
                }

                Thread.Sleep(random.Next(300));
                killed += process.HasExited ? 0 : 1;
                process.Kill();
                process.WaitForExit();
            }

            string path = Path.Combine(_folder["killed"], "search.jsonl");
            if (File.Exists(path))
            {
                var recorded = JournalFile.Read(path, out _).Select(entry => entry.Report).OfType<TrialReport>().Select(report => (report.TrialId, report.Rung)).ToList();
                Assert.AreEqual(recorded.Count, recorded.Distinct().Count(), "A trial was repeated.");
                Assert.IsTrue(known.IsSubsetOf(recorded), "A trial was lost.");
                known = [.. recorded];
                TestContext.WriteLine($"kill {kill + 1}: {known.Count} reports in the journal");
            }
        }

        Assert.AreEqual(Kills, killed, "The search was over before the last kill.");

        CollectionAssert.AreEqual(expected, Finish(_folder["killed"], parallel: "2"));

        string[] Finish(string folder, string parallel)
        {
            using var process = Start("run", folder, Trials, parallel);
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, output);
            return [.. output.Split('\n').Where(line => line.StartsWith("result ", StringComparison.Ordinal))];
        }
    }

    private static WorkerProcessOptions Program(params string[] arguments) => new() { FileName = "dotnet", Arguments = [Repository.Program("MLExtensions.KilledSearch"), .. arguments] };

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Repository.Program("MLExtensions.KilledSearch"), .. arguments]) { RedirectStandardOutput = true })!;
}

using MLExtensions.AutoML;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>What a search does, with trials that only pretend: the order of proposals and results, decisions, and what an interruption leaves.</summary>
[TestClass]
public sealed class SearchOrderTests : IDisposable
{
    private static readonly SuccessiveHalvingOptions s_halving = new() { Trials = 9, Eta = 3, MinimumEpochs = 2 };
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ProposalsAndLeaderboard_AreTheSame_ForAnyNumberOfParallelTrials(bool isHalved)
    {
        List<(List<string> Calls, List<string> Leaderboard)> runs = [];
        foreach (int parallel in (int[])[1, 2, 4, 4])
        {
            var dispatcher = new FakeDispatcher(FakeDispatcher.Network);
            var tuner = new FeedbackTuner();
            var experiment = FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(22).SetParallelTrials(parallel).SetTuner(tuner);
            using var result = (isHalved ? experiment.SetSuccessiveHalving(s_halving) : experiment).Run();
            Assert.AreEqual(22, result.Leaderboard.Count);
            Assert.IsTrue(dispatcher.MostRunning <= parallel, $"{dispatcher.MostRunning} ran at once.");
            Assert.IsTrue(parallel == 1 || dispatcher.MostRunning > 1, "None ran in parallel.");
            runs.Add((tuner.Calls, [.. SmallSearch.Text(result)]));
        }

        foreach (var run in runs.Skip(1))
        {
            CollectionAssert.AreEqual(runs[0].Calls, run.Calls);
            CollectionAssert.AreEqual(runs[0].Leaderboard, run.Leaderboard);
        }
    }

    [TestMethod]
    public void Window_SaysHowFarProposalsRunAhead_AndResultsAreToldInOrder()
    {
        var tuner = new FeedbackTuner();
        using var result = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetMaxModelToExplore(5).SetParallelTrials(2, window: 2).SetTuner(tuner).Run();

        string[] expected = ["propose 0", "propose 1", "told 0", "propose 2", "told 1", "propose 3", "told 2", "propose 4", "told 3", "told 4"];
        CollectionAssert.AreEqual(expected, tuner.Calls.ConvertAll(call => string.Join(' ', call.Split(' ').Take(2))));
    }

    [TestMethod]
    public void Halving_TrainsThePromotedForLonger_AndPrunesTheOthers()
    {
        // Nine networks that get better with X, in no order.
        double[] values = [0.3, 0.8, 0.5, 0.25, 0.85, 0.4, 0.6, 0.35, 0.7];
        var dispatcher = new FakeDispatcher(FakeDispatcher.Network);
        using var result = FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(9).SetParallelTrials(3).SetSuccessiveHalving(s_halving).SetTuner(new ScriptedTuner(values)).Run();

        // One of three each time: 9 for 2 epochs, 3 for 6, 1 to its own end after 20.
        var board = result.Leaderboard.ToDictionary(record => FakeTrial.XOf(record.Parameter));
        foreach (double x in values)
        {
            var (epochs, status) = x switch
            {
                0.85 => (20, TrialStatus.Completed),
                0.8 or 0.7 => (6, TrialStatus.Pruned),
                _ => (2, TrialStatus.Pruned),
            };
            Assert.AreEqual(status, board[x].Status, $"{x}");
            Assert.AreEqual(epochs, board[x].Epochs, $"{x}");
            Assert.AreEqual(x * epochs / 20, board[x].Metric!.Value, 1e-12, $"{x}");
        }

        Assert.AreEqual(0.85, FakeTrial.XOf(result.Best.Parameter));
        CollectionAssert.AreEqual(new int?[] { 2, 6, null }, dispatcher.Requests.Where(request => request.TrialId == 4).Select(request => request.Epochs).ToArray());
        Assert.AreEqual(9 + 3 + 1, dispatcher.Requests.Count);
    }

    [TestMethod]
    public void Halving_LeavesTrialsWithoutEpochsWhole_AndTheirMetricTakesNoNetworksPlace()
    {
        // 0.1 and 0.15 have no epochs and the best metrics of the first rung.
        using var result = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetMaxModelToExplore(6).SetSuccessiveHalving(s_halving with { Trials = 6, Rungs = 2 })
            .SetTuner(new ScriptedTuner([0.1, 0.3, 0.8, 0.15, 0.4, 0.95])).Run();

        var board = result.Leaderboard.ToDictionary(record => FakeTrial.XOf(record.Parameter));
        Assert.AreEqual(TrialStatus.Completed, board[0.1].Status);
        Assert.AreEqual(TrialStatus.Completed, board[0.15].Status);
        Assert.AreEqual(0.65, board[0.15].Metric!.Value, 1e-12);
        Assert.AreEqual(TrialStatus.Pruned, board[0.8].Status);

        // The one that was promoted failed: it has no metric any more, and no other takes its place.
        Assert.AreEqual(TrialStatus.Failed, board[0.95].Status);
        Assert.IsNull(board[0.95].Metric);
        Assert.AreSame(result.Leaderboard[^1], board[0.95]);
        Assert.AreEqual(0.15, FakeTrial.XOf(result.Best.Parameter));
    }

    [TestMethod]
    public void ASearchThatIsInterruptedAnywhere_GoesOnWithoutRepeatingATrial_AndEndsTheSame()
    {
        var options = s_halving with { Trials = 4, Eta = 2 };
        ParallelExperiment Experiment(ITrialDispatcher dispatcher, string folder) =>
            FakeTrial.Experiment(dispatcher, _folder[folder]).SetMaxModelToExplore(10).SetParallelTrials(2).SetSuccessiveHalving(options).SetTuner(new FeedbackTuner());

        using var whole = Experiment(new FakeDispatcher(FakeDispatcher.Network), "whole").Run();
        string[] expected = [.. SmallSearch.Text(whole)];
        byte[] journal = File.ReadAllBytes(Path.Combine(_folder["whole"], "search.jsonl"));
        int[] ends = [.. Enumerable.Range(0, journal.Length).Where(i => journal[i] == '\n').Select(i => i + 1)];
        Assert.IsTrue(ends.Length > 25, $"{ends.Length} lines.");

        // Cut after each line, and within each but the first, which is written as a whole.
        foreach (int cut in ends.Concat(ends.Skip(1).Select(end => end - 7)))
        {
            string folder = $"cut{cut}";
            Directory.CreateDirectory(_folder[folder]);
            string path = Path.Combine(_folder[folder], "search.jsonl");
            File.WriteAllBytes(path, journal[..cut]);
            var recorded = JournalFile.Read(path, out _).Select(entry => entry.Report).OfType<TrialReport>().Select(report => (report.TrialId, report.Rung)).ToHashSet();

            var dispatcher = new FakeDispatcher(FakeDispatcher.Network);
            using var result = Experiment(dispatcher, folder).Run();

            CollectionAssert.AreEqual(expected, SmallSearch.Text(result).ToArray(), $"Cut after {cut} bytes.");
            var run = dispatcher.Requests.Select(request => (request.TrialId, request.Rung)).ToList();
            Assert.IsFalse(run.Exists(recorded.Contains), $"A trial was repeated, cut after {cut} bytes.");
            Assert.AreEqual(run.Count, run.Distinct().Count());
            var all = JournalFile.Read(path, out _).Select(entry => entry.Report).OfType<TrialReport>().Select(report => (report.TrialId, report.Rung)).ToList();
            Assert.AreEqual(all.Count, all.Distinct().Count());
        }
    }

    [TestMethod]
    public void AFinishedSearch_RunAgain_RunsNothing_AndWithMoreTrialsOnlyThose()
    {
        var first = new FakeDispatcher(FakeDispatcher.Network);
        using var ten = FakeTrial.Experiment(first, _folder["a"]).SetMaxModelToExplore(10).SetTuner(new FeedbackTuner()).Run();
        var second = new FakeDispatcher(FakeDispatcher.Network);
        using var again = FakeTrial.Experiment(second, _folder["a"]).SetMaxModelToExplore(10).SetTuner(new FeedbackTuner()).Run();
        var third = new FakeDispatcher(FakeDispatcher.Network);
        using var more = FakeTrial.Experiment(third, _folder["a"]).SetMaxModelToExplore(13).SetTuner(new FeedbackTuner()).Run();

        Assert.AreEqual(10, first.Requests.Count);
        Assert.AreEqual(0, second.Requests.Count);
        CollectionAssert.AreEqual(SmallSearch.Text(ten).ToArray(), SmallSearch.Text(again).ToArray());
        CollectionAssert.AreEqual(new[] { 10, 11, 12 }, third.Requests.Select(request => request.TrialId).Order().ToArray());

        // As if they had been asked for at once.
        using var whole = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network), _folder["b"]).SetMaxModelToExplore(13).SetTuner(new FeedbackTuner()).Run();
        CollectionAssert.AreEqual(SmallSearch.Text(whole).ToArray(), SmallSearch.Text(more).ToArray());
    }

    [TestMethod]
    public void WithoutASeedOfItsOwn_ATunersRecordedProposalsStand()
    {
        Func<TrialRequest, TrialReport> answer = FakeDispatcher.Network;
        var interrupted = new FakeDispatcher(request => request.TrialId < 3 ? answer(request) : throw new WorkerStartException("Interrupted."));
        var exception = Assert.ThrowsExactly<WorkerStartException>(() => FakeTrial.Experiment(interrupted, _folder["a"]).SetMaxModelToExplore(5).SetTuner(new ScriptedTuner([0.3, 0.4, 0.5, 0.6, 0.7])).Run());
        Assert.AreEqual("Interrupted.", exception.Message);

        using var result = FakeTrial.Experiment(new FakeDispatcher(answer), _folder["a"]).SetMaxModelToExplore(5).SetTuner(new ScriptedTuner([0.31, 0.41, 0.51, 0.61, 0.71])).Run();

        // The fourth was proposed before, and not run.
        CollectionAssert.AreEqual(new[] { 0.3, 0.4, 0.5, 0.6 }, result.Leaderboard.OrderBy(record => record.TrialId).Select(record => FakeTrial.XOf(record.Parameter)).Take(4).ToArray());
    }

    [TestMethod]
    public void AProposal_MayBeThePipelinesParameterAlone()
    {
        using var wrapped = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetMaxModelToExplore(6).SetTuner(new FeedbackTuner()).Run();
        using var bare = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetMaxModelToExplore(6).SetTuner(new FeedbackTuner(isWrapped: false)).Run();
        CollectionAssert.AreEqual(SmallSearch.Text(wrapped).ToArray(), SmallSearch.Text(bare).ToArray());
    }

    [TestMethod]
    public void WarmStart_TellsTheTunerOfEarlierTrials_BeforeItProposes()
    {
        using var earlier = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network), _folder["earlier"]).SetMaxModelToExplore(3).SetTuner(new FeedbackTuner()).Run();
        var tuner = new FeedbackTuner();
        using var result = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network), rows: 30).SetWarmStart(_folder["earlier"]).SetMaxModelToExplore(1).SetTuner(tuner).Run();

        var told = earlier.Leaderboard.OrderBy(record => record.TrialId).Select((record, i) => FormattableString.Invariant($"told {i - 3} {-record.Metric:R} 1000"));
        CollectionAssert.AreEqual(told.Append("propose 0").ToArray(), tuner.Calls.Take(4).ToArray());

        // Of a search about something else nothing can be learnt.
        var other = Assert.ThrowsExactly<InvalidOperationException>(() => FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network))
            .SetBinaryClassificationMetric(Microsoft.ML.AutoML.BinaryClassificationMetric.F1Score).SetWarmStart(_folder["earlier"]).SetMaxModelToExplore(1).Run());
        StringAssert.Contains(other.Message, "metric is 'Accuracy, to be large' in the earlier search and 'F1Score, to be large' here");
        Assert.ThrowsExactly<FileNotFoundException>(() => FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetWarmStart(_folder["nothing"]).SetMaxModelToExplore(1).Run());
    }

    [TestMethod]
    public void SuccessiveHalvingOptions_CountRungsAndEpochs()
    {
        // Rungs as in Li et al., "Hyperband", JMLR 2018, table 1, for the most exploring bracket: 81 trials, eta 3: 81, 27, 9, 3, 1.
        var options = new SuccessiveHalvingOptions { Trials = 81, Eta = 3, MinimumEpochs = 1 };
        Assert.AreEqual(5, options.RungCount);
        CollectionAssert.AreEqual(new int?[] { 1, 3, 9, 27, null }, Enumerable.Range(0, 5).Select(options.PauseAfter).ToArray());
        CollectionAssert.AreEqual(new[] { 27, 9, 3, 1 }, new[] { 81, 27, 9, 3 }.Select(options.Promoted).ToArray());
        Assert.AreEqual(1, options.Promoted(2));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (options with { Eta = 1 }).Validate()).Message, "Eta is 1");
    }
}

using System.Diagnostics;
using MLExtensions.AutoML;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Cancelling, budgets of time and memory, trials that fail, and who is told of it.</summary>
[TestClass]
public sealed class SearchLimitsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Cancel_GivesTheBestSoFar_AndRecordsWhatRan()
    {
        using var cancellation = new CancellationTokenSource();
        var dispatcher = new ObedientDispatcher(request => request.TrialId < 3 ? FakeDispatcher.Measured(request, 0.1 * (request.TrialId + 1)) : null);
        dispatcher.OnWait = () => cancellation.Cancel();
        using var result = await FakeTrial.Experiment(dispatcher, _folder["a"]).SetMaxModelToExplore(100).RunAsync(cancellation.Token);

        Assert.AreEqual(2, result.Best.TrialId);
        Assert.AreEqual(4, result.Leaderboard.Count);
        Assert.AreEqual(TrialStatus.Cancelled, result.Leaderboard[^1].Status);
        Assert.AreEqual("The search ended while it ran.", result.Leaderboard[^1].Reason);

        // Gone on with, the cancelled trial runs again, the others do not.
        var second = new FakeDispatcher(request => FakeDispatcher.Measured(request, 0.9));
        using var more = FakeTrial.Experiment(second, _folder["a"]).SetMaxModelToExplore(5).Run();
        CollectionAssert.AreEqual(new[] { 3, 4 }, second.Requests.Select(request => request.TrialId).ToArray());
        Assert.AreEqual(0, more.Leaderboard.Count(record => record.Metric is null));
    }

    [TestMethod]
    public async Task Cancel_KeepsWhatAPausedNetworkHas()
    {
        using var cancellation = new CancellationTokenSource();
        var dispatcher = new ObedientDispatcher(request => request.Rung == 0 ? FakeDispatcher.Network(request) : null) { OnWait = cancellation.Cancel };
        using var result = await FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(4).SetSuccessiveHalving(new() { Trials = 4, Eta = 2, MinimumEpochs = 2 })
            .SetTuner(new ScriptedTuner([0.3, 0.4, 0.5, 0.6])).RunAsync(cancellation.Token);

        Assert.AreEqual(0.6, FakeTrial.XOf(result.Best.Parameter));
        Assert.IsTrue(result.Leaderboard.All(record => record is { Status: TrialStatus.Pruned, Epochs: 2, Metric: not null }));
    }

    [TestMethod]
    public async Task Cancel_BeforeATrialHasAMetric_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var dispatcher = new ObedientDispatcher(_ => null) { OnWait = cancellation.Cancel };
        await Assert.ThrowsAsync<OperationCanceledException>(() => FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(5).RunAsync(cancellation.Token));
    }

    [TestMethod]
    public void ATrialThatNeverObeys_IsLeftBehind_WhenTheTimeIsOver()
    {
        var dispatcher = new DeafDispatcher(request => request.TrialId == 0 ? FakeDispatcher.Measured(request, 0.5) : null);
        var clock = Stopwatch.StartNew();
        using var result = FakeTrial.Experiment(dispatcher).SetTrainingTimeInSeconds(2).SetParallelTrials(2).Run();

        // They would never end. Room for a machine that is busy with other things.
        Assert.IsTrue(clock.Elapsed.TotalSeconds is >= 2 and < 10, $"It took {clock.Elapsed.TotalSeconds} s.");
        Assert.AreEqual(0, result.Best.TrialId);
        Assert.AreEqual(2, result.Leaderboard.Count(record => record.Status == TrialStatus.Cancelled));
    }

    // In a fixed order all would wait for trial 0 when 4 trials, or 18, are proposed.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhereOnlyTimeEndsTheSearch_NoTrialIsWaitedFor_AndItGoesOnWithWhatItHas(bool isHalved)
    {
        var tuner = new FeedbackTuner();
        ParallelExperiment Experiment(ITrialDispatcher dispatcher, ITuner tuner, uint seconds)
        {
            var experiment = FakeTrial.Experiment(dispatcher, _folder["a"]).SetTrainingTimeInSeconds(seconds).SetParallelTrials(2).SetTuner(tuner);
            return isHalved ? experiment.SetSuccessiveHalving(new() { Trials = 9, MinimumEpochs = 2 }) : experiment;
        }

        using var first = Experiment(new ObedientDispatcher(request => request.TrialId == 0 ? null : FakeDispatcher.Network(request)), tuner, 2).Run();
        Assert.IsGreaterThan(40, first.Leaderboard.Count);
        Assert.AreEqual(TrialStatus.Cancelled, first.Leaderboard.Single(record => record.TrialId == 0).Status);
        int told = tuner.Calls.FindIndex(call => call.StartsWith("told", StringComparison.Ordinal));
        Assert.IsTrue(told >= 0 && tuner.Calls.Skip(told).Any(call => call.StartsWith("propose", StringComparison.Ordinal)), "Proposals were made without what was known.");

        // The time is over: nothing is run, and nothing is lost.
        var none = new FakeDispatcher(FakeDispatcher.Network);
        using var again = Experiment(none, new FeedbackTuner(), 2).Run();
        Assert.IsEmpty(none.Requests);
        CollectionAssert.AreEqual(Metrics(first), Metrics(again));

        // With more of it what was done stays, and trial 0 is run at last.
        var more = new FakeDispatcher(FakeDispatcher.Network);
        using var last = Experiment(more, new FeedbackTuner(), 3).Run();
        Assert.AreNotEqual(TrialStatus.Cancelled, last.Leaderboard.Single(record => record.TrialId == 0).Status);
        Assert.IsGreaterThan(first.Leaderboard.Count, last.Leaderboard.Count);
        CollectionAssert.IsSubsetOf(Completed(first), Completed(last));
        Assert.IsFalse(more.Requests.Any(request => first.Leaderboard.Any(record => record.TrialId == request.TrialId && record.Status is TrialStatus.Completed or TrialStatus.Failed)), "A trial was repeated.");

        static string[] Metrics(ExperimentResult result) => [.. SmallSearch.Text(result).Where(line => !line.Contains("Cancelled", StringComparison.Ordinal))];
        static string[] Completed(ExperimentResult result) => [.. SmallSearch.Text(result).Where(line => line.Contains("Completed", StringComparison.Ordinal))];
    }

    [TestMethod]
    public void ATrialThatTakesTooLong_IsGivenUp_AndRecorded()
    {
        var tuner = new ScriptedTuner([0.5]);
        var dispatcher = new ObedientDispatcher(request => request.TrialId == 1 ? null : FakeDispatcher.Measured(request, 0.5));
        using var result = FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(3).SetTrialTimeInSeconds(0.2).SetTuner(tuner).Run();

        var record = result.Leaderboard[^1];
        Assert.AreEqual((1, TrialStatus.TimedOut), (record.TrialId, record.Status));
        Assert.AreEqual("It took longer than the 0.2 seconds that a trial may take.", record.Reason);
        Assert.AreEqual(double.MaxValue, tuner.Told[1].Loss);
        Assert.AreEqual(-0.5, tuner.Told[2].Loss);
    }

    [TestMethod]
    public void OutOfMemory_WithNeighbours_MakesRoomAndRunsAgainAlone()
    {
        // Trial 1 needs all there is, and only with a neighbour too much; trial 3 needs more than there is.
        var dispatcher = new HungryDispatcher(limit: 100, request => request.TrialId switch { 1 => 90, 3 => 150, _ => 20 });
        using var result = FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(5).SetParallelTrials(2).SetMaximumMemoryUsageInMegaByte(100).Run();

        var board = result.Leaderboard.ToDictionary(record => record.TrialId);
        Assert.AreEqual(TrialStatus.OutOfMemory, board[3].Status);
        Assert.AreEqual("It needed more than the 100 megabytes that the search may use.", board[3].Reason);
        Assert.IsTrue(((int[])[0, 1, 2, 4]).All(id => board[id].Status == TrialStatus.Completed));
        Assert.IsTrue(dispatcher.MostAtOnce > 100, "The bound was never reached.");
    }

    [TestMethod]
    public void FailedTrials_AreRecordedWithTheirReasons_AndDoNotEndTheSearch()
    {
        var dispatcher = new FakeDispatcher(request => request.TrialId switch
        {
            0 => FakeDispatcher.Failed(request),
            1 => throw new InvalidOperationException("The dispatcher broke."),
            2 => FakeDispatcher.Failed(request, TrialStatus.Diverged),
            _ => FakeDispatcher.Measured(request, 0.7),
        });
        var monitor = new Monitor();
        List<string> log = [];
        using var result = Logged(dispatcher, log).SetMaxModelToExplore(4).SetMonitor(monitor).Run();

        Assert.AreEqual(3, result.Best.TrialId);
        CollectionAssert.AreEqual(
            new[] { "3 Completed ", "0 Failed It was told to.", "1 Failed The dispatcher failed: InvalidOperationException: The dispatcher broke.", "2 Diverged It was told to." },
            result.Leaderboard.Select(record => $"{record.TrialId} {record.Status} {record.Reason}").ToArray());
        CollectionAssert.AreEqual(
            new[] { "running 0", "failed 0 It was told to.", "running 1", "failed 1 The dispatcher failed: InvalidOperationException: The dispatcher broke.", "running 2", "failed 2 It was told to.", "running 3", "completed 3 0.7", "best 3 0.7" },
            monitor.Calls);
        Assert.IsTrue(log.Exists(line => line.Contains("Trial 0 (CopyColumns=>FakeTrial) Failed: It was told to.", StringComparison.Ordinal)
            || line.Contains("Trial 0 (ColumnCopying=>FakeTrial) Failed: It was told to.", StringComparison.Ordinal)), string.Join('\n', log));
        Assert.IsTrue(log.Exists(line => line.Contains("Accuracy 0.7", StringComparison.Ordinal) && line.Contains("the best so far", StringComparison.Ordinal)), string.Join('\n', log));
    }

    [TestMethod]
    public void WhereAllTrialsFail_TheSearchEndsWithTheReason()
    {
        var dispatcher = new FakeDispatcher(request => FakeDispatcher.Failed(request));
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => FakeTrial.Experiment(dispatcher).SetTrainingTimeInSeconds(600).Run());
        StringAssert.Contains(exception.Message, "None of 20 trials has a metric. 20 Failed, such as trial 0 (");
        StringAssert.Contains(exception.Message, "It was told to.");
    }

    [TestMethod]
    public void WhatWatches_MayThrow_AndIsToldEverything()
    {
        List<SearchUpdate> updates = [];
        var dispatcher = new FakeDispatcher(FakeDispatcher.Network);
        using var result = FakeTrial.Experiment(dispatcher).SetMaxModelToExplore(4).SetSuccessiveHalving(new() { Trials = 4, Eta = 2, MinimumEpochs = 5 })
            .SetTuner(new ScriptedTuner([0.3, 0.4, 0.5, 0.6])).SetProgress(new Heard(update =>
            {
                updates.Add(update);
                throw new InvalidOperationException("Told too much.");
            })).Run();

        Assert.AreEqual(SearchEvent.SearchStarted, updates[0].Event);
        Assert.AreEqual(SearchEvent.SearchEnded, updates[^1].Event);
        Assert.AreEqual(4, updates.Count(update => update.Event == SearchEvent.TrialEnded));
        Assert.AreEqual(4 + 2 + 1, updates.Count(update => update.Event == SearchEvent.TrialStarted));
        Assert.AreEqual((3, 0.6), (updates[^1].BestTrialId, updates[^1].BestMetric));
        Assert.AreEqual(4, updates[^1].Ended);
        Assert.AreEqual(TrialStatus.Pruned, updates.First(update => update.Record?.TrialId == 0).Record!.Status);
    }

    [TestMethod]
    public void WhatIsMissing_IsNamed()
    {
        var context = new MLContext(seed: 1);
        var empty = context.Auto().CreateParallelExperiment();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => empty.Run()).Message, "SetPipeline");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).Run()).Message, "SetTrainingTimeInSeconds or SetMaxModelToExplore");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => empty.SetDataset(SmallRow.View(context, 5), fold: 1));
        Assert.ThrowsExactly<ArgumentException>(() => empty.SetDataset(SmallRow.View(context, 5), fold: 2, samplingKeyColumnName: "Nothing"));
        var run = FakeTrial.Experiment(new FakeDispatcher(FakeDispatcher.Network)).SetMaxModelToExplore(1);
        run.Run().Dispose();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => run.Run()).Message, "has been run");
    }

    private static ParallelExperiment Logged(ITrialDispatcher dispatcher, List<string> log)
    {
        var context = new MLContext(seed: 1);
        context.Log += (_, e) => log.Add(e.Message);
        var estimator = context.Auto().Network<FakeTrial>(PredictionTask.BinaryClassification, nameof(FakeTrial));
        return context.Auto().CreateParallelExperiment().SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(estimator))
            .SetDataset(SmallRow.View(context, 20), fold: 2).SetBinaryClassificationMetric(BinaryClassificationMetric.Accuracy).SetParallelTrials(1).SetDispatcher(dispatcher);
    }

    private sealed class Heard(Action<SearchUpdate> hear) : IProgress<SearchUpdate>
    {
        public void Report(SearchUpdate value) => hear(value);
    }

    private sealed class Monitor : IMonitor
    {
        public List<string> Calls { get; } = [];

        public void ReportCompletedTrial(TrialResult result) => Calls.Add(FormattableString.Invariant($"completed {result.TrialSettings.TrialId} {result.Metric}"));

        public void ReportBestTrial(TrialResult result) => Calls.Add(FormattableString.Invariant($"best {result.TrialSettings.TrialId} {result.Metric}"));

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Calls.Add($"failed {settings.TrialId} {exception?.Message}");

        public void ReportRunningTrial(TrialSettings settings) => Calls.Add($"running {settings.TrialId}");
    }

    /// <summary>A trial without an answer runs until it is cancelled.</summary>
    private sealed class ObedientDispatcher(Func<TrialRequest, TrialReport?> answer) : ITrialDispatcher
    {
        public Action? OnWait { get; set; }

        public Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
        {
            if (answer(request) is { } report)
            {
                return Task.FromResult(report);
            }

            var completion = new TaskCompletionSource<TrialReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            cancellationToken.Register(() => completion.TrySetResult(FakeDispatcher.Failed(request, TrialStatus.Cancelled)));
            OnWait?.Invoke();
            return completion.Task;
        }
    }

    /// <summary>A trial without an answer runs forever.</summary>
    private sealed class DeafDispatcher(Func<TrialRequest, TrialReport?> answer) : ITrialDispatcher
    {
        public Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken) =>
            answer(request) is { } report ? Task.FromResult(report) : new TaskCompletionSource<TrialReport>().Task;
    }

    /// <summary>Trials that say how much memory they use, and end by themselves after a moment where that is not too much.</summary>
    private sealed class HungryDispatcher(double limit, Func<TrialRequest, double> needs) : ITrialDispatcher, ITrialGauge
    {
        private readonly Dictionary<int, double> _used = [];

        public double MostAtOnce { get; private set; }

        public async Task<TrialReport> RunAsync(TrialRequest request, IProgress<TrialEpoch> progress, CancellationToken cancellationToken)
        {
            try
            {
                // It is small when it starts.
                lock (_used)
                {
                    _used[request.TrialId] = 5;
                }

                await Task.Delay(100, cancellationToken);
                double all;
                lock (_used)
                {
                    _used[request.TrialId] = needs(request);
                    all = _used.Values.Sum();
                    MostAtOnce = Math.Max(MostAtOnce, all);
                }

                await Task.Delay(all > limit ? 10_000 : 200, cancellationToken);
                return FakeDispatcher.Measured(request, 0.5);
            }
            catch (OperationCanceledException)
            {
                return FakeDispatcher.Failed(request, TrialStatus.Cancelled);
            }
            finally
            {
                lock (_used)
                {
                    _used.Remove(request.TrialId);
                }
            }
        }

        public double UsedMegabytes(bool isExact)
        {
            lock (_used)
            {
                return _used.Values.Sum();
            }
        }

        public double? MegabytesOf(int trialId)
        {
            lock (_used)
            {
                return _used.GetValueOrDefault(trialId);
            }
        }

        public TimeSpan? ElapsedOf(int trialId) => null;

        public void Kill(int trialId)
        {
        }
    }
}

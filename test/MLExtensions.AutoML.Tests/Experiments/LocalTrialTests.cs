using MLExtensions.AutoML;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.AutoML.Experiments;

/// <summary>Real trials on threads of this process.</summary>
[TestClass]
public sealed class LocalTrialTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void NetworksAndLinearModels_GiveTheSame_InParallelAndPaused()
    {
        using var one = SmallSearch.Networks().SetMaxModelToExplore(6).SetParallelTrials(1).Run();
        using var two = SmallSearch.Networks().SetMaxModelToExplore(6).SetParallelTrials(2).Run();
        string[] expected = [.. SmallSearch.Text(one)];
        CollectionAssert.AreEqual(expected, SmallSearch.Text(two).ToArray());
        Assert.AreEqual(2, one.Leaderboard.Select(record => record.Pipeline).Distinct().Count(), "One kind of trial was never tried.");
        Assert.IsTrue(one.Leaderboard.All(record => record is { Status: TrialStatus.Completed, Metric: > 0, FoldMetrics.Count: 2, ModelBytes: > 0, RowsPerSecond: > 0 }));

        // A network that paused twice on its way gives what it gives at once.
        using var halved = SmallSearch.Halved().SetMaxModelToExplore(6).SetParallelTrials(2).Run();
        var board = one.Leaderboard.ToDictionary(record => record.TrialId);
        var whole = halved.Leaderboard.Where(record => record.Status == TrialStatus.Completed).ToList();
        Assert.IsTrue(whole.Exists(record => record.Epochs == SmallSearch.Epochs), "No network was trained to its end.");
        Assert.IsTrue(halved.Leaderboard.Any(record => record is { Status: TrialStatus.Pruned, Epochs: 2 or 4 }), "No network was pruned.");
        foreach (var record in whole)
        {
            Assert.AreEqual(board[record.TrialId].Metric, record.Metric, $"Trial {record.TrialId}");
        }

        // Curves are whole, whatever part of them was trained in which rung.
        var network = whole.First(record => record.Epochs == SmallSearch.Epochs);
        CollectionAssert.AreEqual(
            board[network.TrialId].Curve.Select(epoch => (epoch.Fold, epoch.Epoch, epoch.TrainingLoss)).ToArray(),
            network.Curve.Select(epoch => (epoch.Fold, epoch.Epoch, epoch.TrainingLoss)).ToArray());
        Assert.AreEqual(2 * SmallSearch.Epochs, network.Curve.Count);
    }

    // The second one's rows would change as the first goes on.
    [TestMethod]
    public void SeveralNetworksInARow_AreTrainedWhole()
    {
        var context = new MLContext(seed: 1);
        using var result = SmallSearch.Halved()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features")
                .Append(SmallNetwork.Sweepable(context, SmallSearch.Epochs))
                .Append(context.Transforms.DropColumns("PredictedLabel", "Score", "Probability"))
                .Append(SmallNetwork.Sweepable(context, SmallSearch.Epochs)))
            .SetMaxModelToExplore(4).Run();
        Assert.IsTrue(result.Leaderboard.All(record => record is { Status: TrialStatus.Completed, Epochs: SmallSearch.Epochs }), string.Join('\n', SmallSearch.Text(result)));
    }

    [TestMethod]
    public void Result_HasTheModel_ThePredictions_AndRefits()
    {
        using var result = SmallSearch.Networks().SetMaxModelToExplore(4).SetFolder(_folder["a"]).Run();
        var context = new MLContext(seed: 1);
        var others = SmallRow.View(context, 300, seed: 9);

        // The model and that of all rows know what they learnt.
        Assert.IsTrue(context.BinaryClassification.Evaluate(result.BestModel.Transform(others)).AreaUnderRocCurve > 0.9);
        var refit = result.Refit(SmallRow.View(context, 120));
        Assert.IsTrue(context.BinaryClassification.Evaluate(refit.Transform(others)).AreaUnderRocCurve > 0.9);

        // From the predictions of each fold comes its metric: the part of pairs in which the positive has more.
        foreach (var record in result.Leaderboard)
        {
            var predictions = result.LoadPredictions(record.TrialId)!;
            Assert.AreEqual(120, predictions.Rows);
            Assert.IsTrue(predictions.AreProbabilities);
            for (int fold = 0; fold < 2; fold++)
            {
                var rows = Enumerable.Range(0, predictions.Rows).Where(row => predictions.Folds[row] == fold).ToList();
                var pairs = from positive in rows where predictions.Labels[positive] == 1 from negative in rows where predictions.Labels[negative] == 0 select (positive, negative);
                double area = pairs.Average(pair => (Math.Sign(predictions.Scores[pair.positive] - predictions.Scores[pair.negative]) + 1) / 2.0);
                Assert.AreEqual(record.FoldMetrics[fold], area, 1e-6);
            }

            Assert.AreEqual(record.FoldMetrics.Average(), record.Metric!.Value, 1e-12);
            Assert.AreEqual(Math.Abs(record.FoldMetrics[0] - record.FoldMetrics[1]) / Math.Sqrt(2), record.FoldSpread!.Value, 1e-12);
        }

        // Nothing but what is needed is left on the disk.
        var files = Directory.GetFiles(_folder["a"], "*", SearchOption.AllDirectories).Select(Path.GetFileName).GroupBy(name => name!).ToDictionary(group => group.Key, group => group.Count());
        CollectionAssert.AreEquivalent(new[] { "search.jsonl", "search.lock", "model-0.zip", "model-1.zip", "predictions.bin" }, files.Keys);
        Assert.AreEqual((4, 4, 4), (files["model-0.zip"], files["model-1.zip"], files["predictions.bin"]));
    }

    [TestMethod]
    public void Classes_AreInOneOrder_InWhateverOrderAFoldMetThem()
    {
        var context = new MLContext(seed: 1);
        var experiment = context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.Conversion.MapValueToKey("Key", nameof(SmallRow.Color)).Append(
                context.Auto().CreateSweepableEstimator((MLContext own, SmallLinear values) => own.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                    new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options { LabelColumnName = "Key", NumberOfThreads = 1, MaximumNumberOfIterations = 20 }), new Microsoft.ML.SearchSpace.SearchSpace<SmallLinear>(new SmallLinear()))))
            .SetDataset(SmallRow.View(context, 200), fold: 3)
            .SetMulticlassClassificationMetric(MulticlassClassificationMetric.MicroAccuracy, "Key")
            .SetMaxModelToExplore(1);
        using var result = experiment.Run();
        var predictions = result.LoadPredictions(0)!;

        CollectionAssert.AreEqual(new[] { "blue", "green", "red" }, predictions.Classes!.ToArray());
        Assert.AreEqual(200, predictions.Rows);
        for (int fold = 0; fold < 3; fold++)
        {
            var rows = Enumerable.Range(0, 200).Where(row => predictions.Folds[row] == fold).ToList();
            double right = rows.Average(row => Array.IndexOf(Scores(row), Scores(row).Max()) == predictions.Labels[row] ? 1.0 : 0);
            Assert.AreEqual(result.Best.FoldMetrics[fold], right, 1e-6);
        }

        Assert.IsTrue(Enumerable.Range(0, 200).All(row => Math.Abs(Scores(row).Sum() - 1) < 1e-4));

        // The pipeline makes the key, so the ensemble hands it on.
        using var ensemble = result.CreateEnsemble();
        Assert.IsGreaterThan(0.9, context.MulticlassClassification.Evaluate(ensemble.Model.Transform(SmallRow.View(context, 200, seed: 5)), "Key").MicroAccuracy);

        float[] Scores(int row) => predictions.Scores[(row * 3)..((row * 3) + 3)];
    }

    [TestMethod]
    public void TrialsThatThrowDivergeOrHang_AreRecorded_AndTheSearchEndsInTime()
    {
        using var result = SmallSearch.Bad().SetMaxModelToExplore(4).SetTuner(new ScriptedTuner(["throws", "notANumber", "neverEnds", "fine"])).SetTrialTimeInSeconds(5).SetParallelTrials(2).Run();

        var board = result.Leaderboard.ToDictionary(record => record.TrialId);
        Assert.AreEqual((TrialStatus.Failed, "InvalidOperationException: This trial throws."), (board[0].Status, board[0].Reason));
        Assert.AreEqual((TrialStatus.Diverged, "40 of 40 scores are not finite numbers."), (board[1].Status, board[1].Reason));
        Assert.AreEqual(TrialStatus.TimedOut, board[2].Status);
        Assert.AreEqual("It took longer than the 5 seconds that a trial may take. It did not obey: its thread was left behind.", board[2].Reason);
        Assert.AreEqual(3, result.Best.TrialId);
        Assert.IsNotNull(result.BestModel);

        // Only what is fine has files.
        Assert.AreEqual(1, Directory.GetDirectories(Path.Combine(result.Folder, "trials")).Count(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length > 0));
        string temporary = result.Folder;
        result.Dispose();
        Assert.IsFalse(Directory.Exists(temporary));
    }

    [TestMethod]
    public async Task Cancel_StopsANetworkThatTrains_AndGivesTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        var context = new MLContext(seed: 1);
        List<string> log = [];
        context.Log += (_, e) => log.Add(e.Message);
        using var result = await context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(SmallNetwork.Sweepable(context, epochs: 1_000_000), SmallLinear.Sweepable(context)))
            .SetDataset(SmallRow.View(context, 120), fold: 2)
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve)
            .SetTuner(new EitherTuner())
            .SetParallelTrials(1)
            .SetMaxModelToExplore(10)
            .SetProgress(new Heard(update =>
            {
                if (update.Event == SearchEvent.TrialEpoch && update.Epoch!.Epoch > 3)
                {
                    cancellation.Cancel();
                }
            }))
            .RunAsync(cancellation.Token);

        // Half a network is no result.
        CollectionAssert.AreEqual(new[] { (0, TrialStatus.Completed), (1, TrialStatus.Cancelled) }, result.Leaderboard.Select(record => (record.TrialId, record.Status)).ToArray());
        Assert.IsTrue(log.Exists(line => line.Contains("The search ended after", StringComparison.Ordinal) && line.Contains("(cancelled): 2 trials, the best is trial 0", StringComparison.Ordinal)), string.Join('\n', log));
        Assert.IsTrue(log.Exists(line => line.Contains("Trial 1: Cancelled in epoch", StringComparison.Ordinal)), "The network did not hear of it.");
    }

    [TestMethod]
    public void ANetworkThatDivergesAtOnce_IsDiverged_NotFailed()
    {
        var context = new MLContext(seed: 1);
        var estimator = context.Auto().CreateSweepableEstimator(
            (MLContext own, FakeTrial values) => own.Regression.Trainers.Network(new() { LabelColumnName = nameof(SmallRow.Target), LearningRate = values.X > 0.5 ? 1e6f : 0.01f, Optimizer = new Networks.Sgd(), Epochs = 3 }),
            new Microsoft.ML.SearchSpace.SearchSpace<FakeTrial>(new FakeTrial()));
        using var result = context.Auto().CreateParallelExperiment()
            .SetPipeline(context.Transforms.CopyColumns("Same", "Features").Append(estimator))
            .SetDataset(SmallRow.View(context, 60), SmallRow.View(context, 60, seed: 2))
            .SetRegressionMetric(RegressionMetric.RootMeanSquaredError, nameof(SmallRow.Target))
            .SetTuner(new ScriptedTuner([0.9, 0.1])).SetMaxModelToExplore(2).Run();

        Assert.AreEqual(TrialStatus.Diverged, result.Leaderboard[1].Status);
        StringAssert.StartsWith(result.Leaderboard[1].Reason, "Training diverged in the first epoch");
    }

    private sealed class Heard(Action<SearchUpdate> hear) : IProgress<SearchUpdate>
    {
        public void Report(SearchUpdate value) => hear(value);
    }

    /// <summary>First the linear model, then networks.</summary>
    private sealed class EitherTuner : ITuner
    {
        public Microsoft.ML.SearchSpace.Parameter Propose(TrialSettings settings) => TrialJson.ReadParameter(
            $"{{\"_SCHEMA_\":\"e0 * e{(settings.TrialId == 0 ? 2 : 1)}\",\"e0\":{{}},\"e1\":{{\"LearningRate\":0.01,\"HiddenSize\":4}},\"e2\":{{\"L2\":0.1}}}}");

        public void Update(TrialResult result)
        {
        }
    }
}

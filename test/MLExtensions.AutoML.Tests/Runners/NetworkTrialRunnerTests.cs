using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML.Tests.Runners;

/// <summary>ML.NET's own experiment with the runner: what fails is recorded and the search goes on, what is hopeless is given up, and every tuner works.</summary>
[TestClass]
public sealed class NetworkTrialRunnerTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly TrialLog _log = new();

    [TestMethod]
    public async Task RunAsync_WithTrialsThatThrow_RecordsTheReasonsAndEndsWithAModel()
    {
        // The first trial fails, at which the experiment would end with its own runner.
        var monitor = new RecordingMonitor();
        SweepablePipeline pipeline = Pipeline((options, _) => options.Width % 2 == 0 ? throw new InvalidOperationException($"width\n{options.Width}") : null);
        TrialResult best = await Experiment(pipeline, 5).SetTuner(new Widths(32, 64, 33, 64, 65)).SetMonitor(monitor).RunAsync();

        Assert.IsNotNull(best.Model);
        Assert.AreEqual(5, _log.Trials.Count);
        TrialRecord[] failed = [.. _log.Trials.Where(trial => trial.Status == TrialStatus.Failed)];
        CollectionAssert.AreEqual(new[] { 0, 1, 3 }, failed.Select(trial => trial.TrialId).ToArray());
        Assert.AreEqual("InvalidOperationException: width 32", failed[0].Reason);
        Assert.AreEqual("FeedForward", failed[0].Pipeline);
        Assert.IsNull(failed[0].Metric);
        CollectionAssert.AreEqual(failed.Select(trial => trial.Reason).ToArray(), monitor.Failures.Select(failure => failure.Message).ToArray());
        Assert.IsTrue(monitor.Failures.All(failure => failure is TrialFailedException { Record: not null, InnerException: InvalidOperationException }));
        TrialRecord completed = _log.Trials.First(trial => trial.Status == TrialStatus.Completed);
        Assert.AreEqual(2, completed.TrialId);
        Assert.AreEqual(2, completed.Epochs);
        Assert.AreEqual(2, completed.Curve.Count);
        Assert.IsTrue(completed.Metric is > -10 and < 1 && completed.Seconds > 0 && completed.EndedAtUtc >= completed.StartedAtUtc);
        Assert.AreEqual(33, JsonDocument.Parse(completed.Parameter).RootElement.GetProperty("e1").GetProperty("Width").GetInt32());
    }

    [TestMethod]
    public async Task RunAsync_WithAMetricThatIsNotANumberAndLackOfMemory_RecordsThem()
    {
        SweepablePipeline pipeline = Pipeline((options, context) => options.Width switch
        {
            40 => throw new InsufficientMemoryException("too wide"),
            41 => new Constant(context, float.PositiveInfinity),
            _ => null,
        });
        TrialResult best = await Experiment(pipeline, 4).SetTuner(new Widths(40, 41, 42, 43)).RunAsync();

        Assert.IsTrue(double.IsFinite(best.Loss));
        CollectionAssert.AreEqual(new[] { TrialStatus.OutOfMemory, TrialStatus.Diverged, TrialStatus.Completed, TrialStatus.Completed }, _log.Trials.Select(trial => trial.Status).ToArray());
        Assert.AreEqual("It ran out of memory: too wide", _log.Trials[0].Reason);
        StringAssert.StartsWith(_log.Trials[1].Reason, "RSquared is ");
    }

    [TestMethod]
    public async Task RunAsync_WithARateAtWhichTrainingDiverges_RecordsThat()
    {
        SweepablePipeline pipeline = Pipeline((_, _) => null, options =>
        {
            options.Optimizer = new Networks.Sgd();
            options.LearningRate = WidthOf(options) == 32 ? 1e6f : 1e-3f;
        });
        await Experiment(pipeline, 2).SetTuner(new Widths(32, 33)).RunAsync();

        CollectionAssert.AreEqual(new[] { TrialStatus.Diverged, TrialStatus.Completed }, _log.Trials.Select(trial => trial.Status).ToArray(), _log.Trials[0].Reason);
        StringAssert.StartsWith(_log.Trials[0].Reason, "Training diverged in the first epoch: ");
    }

    [TestMethod]
    public async Task RunAsync_WhereAllTrialsFail_EndsAsTheExperimentDoesAndKeepsTheReasons()
    {
        SweepablePipeline pipeline = Pipeline((_, _) => throw new NotSupportedException("never"));
        await Assert.ThrowsAsync<TimeoutException>(() => Experiment(pipeline, 3).SetTuner(new Widths(32, 33, 34)).RunAsync());

        CollectionAssert.AreEqual(Enumerable.Repeat("NotSupportedException: never", 3).ToArray(), _log.Trials.Select(trial => trial.Reason).ToArray());
    }

    [TestMethod]
    public async Task RunAsync_WithAHopelessNetwork_GivesItUpAndEvaluatesIt()
    {
        // With a tiny rate the loss stays where it began, far above the others' means.
        SweepablePipeline pipeline = Pipeline((_, _) => null, options =>
        {
            options.Epochs = 12;
            options.ValidationFraction = 0.25f;
            options.EarlyStopping = null;
            options.MovingAverage = null;
            options.LearningRate = WidthOf(options) == 64 ? 1e-9f : 1e-2f;
        });
        var epochs = new List<TrialEpoch>();
        var options = new NetworkTrialOptions
        {
            Log = _log,
            Threads = 1,
            Progress = new Recorder(epochs),
            MedianStopping = new MedianStoppingOptions { MinimumEpochs = 3, MinimumTrials = 2 },
        };
        await Experiment(pipeline, 4, options).SetTuner(new Widths(32, 33, 64, 34)).RunAsync();

        CollectionAssert.AreEqual(
            new[] { TrialStatus.Completed, TrialStatus.Completed, TrialStatus.Pruned, TrialStatus.Completed }, _log.Trials.Select(trial => trial.Status).ToArray());
        TrialRecord pruned = _log.Trials[2];
        Assert.AreEqual(3, pruned.Epochs);
        Assert.AreEqual(3, pruned.Curve.Count);
        Assert.IsNull(pruned.Reason);
        Assert.IsTrue(pruned.Metric < _log.Trials[0].Metric);
        Assert.AreEqual(12, _log.Trials[3].Epochs);
        Assert.AreEqual(3 + (3 * 12), epochs.Count);
    }

    [TestMethod]
    public async Task RunAsync_WithCrossValidation_RecordsEachFoldAndItsCurve()
    {
        AutoMLExperiment experiment = _context.Auto().CreateExperiment().SetPipeline(Pipeline((_, _) => null)).SetDataset(TestRows.View(_context), fold: 3)
            .SetRegressionMetric(RegressionMetric.RSquared, "Target").SetMaxModelToExplore(1).SetNetworkTrialRunner(new NetworkTrialOptions { Log = _log }).SetTuner(new Widths(32));
        TrialResult best = await experiment.RunAsync();

        TrialRecord trial = _log.Trials.Single();
        Assert.AreEqual(3, trial.FoldMetrics.Count);
        Assert.AreEqual(best.Metric, trial.FoldMetrics.Average(), 1e-9);
        Assert.AreEqual(best.Metric, trial.Metric!.Value, 1e-9);
        double mean = trial.Metric.Value;
        Assert.AreEqual(Math.Sqrt(trial.FoldMetrics.Sum(metric => Math.Pow(metric - mean, 2)) / 2), trial.FoldSpread!.Value, 1e-9);
        CollectionAssert.AreEqual(new[] { (0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2) }, trial.Curve.Select(epoch => (epoch.Fold, epoch.Epoch)).ToArray());
    }

    [TestMethod]
    public async Task RunAsync_GivesTheModelThatTheExperimentsOwnRunnerGives()
    {
        TrialResult own = await _context.Auto().CreateExperiment().SetPipeline(Pipeline((_, _) => null)).SetDataset(TestRows.View(_context), TestRows.View(_context, 80, seed: 2))
            .SetRegressionMetric(RegressionMetric.RSquared, "Target").SetMaxModelToExplore(1).SetTuner(new Widths(32)).RunAsync();
        TrialResult ours = await Experiment(Pipeline((_, _) => null), 1).SetTuner(new Widths(32)).RunAsync();

        Assert.AreEqual(own.Metric, ours.Metric, 1e-9);
        Assert.AreEqual(own.Loss, ours.Loss, 1e-9);
        IDataView rows = TestRows.View(_context, 30, seed: 3);
        CollectionAssert.AreEqual(TestRows.Scores(own.Model.Transform(rows)), TestRows.Scores(ours.Model.Transform(rows)));
    }

    [TestMethod]
    public async Task RunAsync_WhenItsTimeIsUp_ReturnsTheBestSoFarAndRecordsWhatRan()
    {
        SweepablePipeline pipeline = Pipeline((_, _) => null, options => options.Epochs = WidthOf(options) == 64 ? 1_000_000 : 1);
        using var cancellation = new CancellationTokenSource();
        AutoMLExperiment experiment = _context.Auto().CreateExperiment().SetPipeline(pipeline).SetDataset(TestRows.View(_context), TestRows.View(_context, 80, seed: 2))
            .SetRegressionMetric(RegressionMetric.RSquared, "Target").SetTuner(new Widths(32, 64)).SetTrainingTimeInSeconds(600).SetNetworkTrialRunner(new NetworkTrialOptions
            {
                Log = _log,
                Progress = new Recorder([], epoch =>
                {
                    if (epoch.Epoch == 5)
                    {
                        cancellation.Cancel();
                    }
                }),
            });
        TrialResult best = await experiment.RunAsync(cancellation.Token);

        Assert.AreEqual(0, best.TrialSettings.TrialId);
        Assert.AreEqual(TrialStatus.Cancelled, _log.Trials[^1].Status);
        Assert.AreEqual("The search ended while it ran.", _log.Trials[^1].Reason);
        Assert.AreEqual(5, _log.Trials[^1].Epochs);
    }

    [TestMethod]
    [DataRow("eci")]
    [DataRow("cost-frugal")]
    [DataRow("random")]
    [DataRow("grid")]
    [DataRow("own random")]
    [DataRow("own cost-frugal")]
    [DataRow("tpe")]
    public async Task RunAsync_WithEachTuner_SearchesNetworksBesideOthers(string tuner)
    {
        IDataView data = TestRows.View(_context, 100);
        SweepablePipeline pipeline = _context.Transforms.Concatenate("Inputs", "Size", "Weight").Append(
            _context.Auto().CreateSweepableEstimator(
                (context, options) => context.Regression.Trainers.FastTree("Target", "Inputs", numberOfLeaves: options.Leaves, numberOfTrees: 5), new SearchSpace<TreeOptions>()),
            _context.Auto().FeedForward(PredictionTask.Regression, "Target", ["Size", "Weight", "City"], defaultOption: new() { Epochs = 1 }));
        AutoMLExperiment experiment = _context.Auto().CreateExperiment().SetPipeline(pipeline).SetDataset(data, data).SetRegressionMetric(RegressionMetric.RSquared, "Target").SetMaxModelToExplore(6);
        _ = tuner switch
        {
            "eci" => experiment.SetEciCostFrugalTuner(),
            "cost-frugal" => experiment.SetCostFrugalTuner(),
            "random" => experiment.SetRandomSearchTuner(seed: 1),
            "grid" => experiment.SetGridSearchTuner(),
            "own random" => experiment.SetTuner<RandomTuner>(),
            "own cost-frugal" => experiment.SetTuner<CostFrugalTuner>(),
            _ => experiment.SetTuner<TpeTuner>(),
        };
        TrialResult best = await experiment.SetNetworkTrialRunner(new NetworkTrialOptions { Log = _log }).RunAsync();

        Assert.IsNotNull(best.Model);
        Assert.AreEqual(6, _log.Trials.Count);
        Assert.IsTrue(_log.Trials.All(trial => trial.Status is TrialStatus.Completed or TrialStatus.Pruned), string.Join("; ", _log.Trials.Select(trial => trial.Reason)));
        if (tuner is "tpe" or "own cost-frugal")
        {
            CollectionAssert.AreEqual(
                new[] { "ColumnConcatenating=>FeedForward", "ColumnConcatenating=>Tree" }, _log.Trials.Take(2).Select(trial => trial.Pipeline).Order().ToArray());
        }
    }

    [TestMethod]
    public async Task RunAsync_OfClassicalAndDeepBehindAutoMLsFeaturizer_TriesThemAll()
    {
        IDataView data = TestRows.View(_context, 120);
        var columns = new ColumnInformation { LabelColumnName = "Label" };
        columns.NumericColumnNames.Add("Size");
        columns.NumericColumnNames.Add("Weight");
        columns.CategoricalColumnNames.Add("City");
        foreach (string ignored in new[] { "Note", "Signal", "Steps", "Picture", "Features", "Color", "Target", "RowWeight" })
        {
            columns.IgnoredColumnNames.Add(ignored);
        }

        SweepablePipeline pipeline = _context.Auto().Featurizer(data, columns).Append(
            _context.Auto().BinaryClassification(useLgbm: false, useFastForest: false, useSdcaLogisticRegression: false),
            _context.Auto().DeepBinaryClassification(data, columns, new DeepPipelineOptions { Epochs = 2 }));
        TrialResult best = await _context.Auto().CreateExperiment().SetPipeline(pipeline).SetDataset(data, fold: 2).SetBinaryClassificationMetric(BinaryClassificationMetric.Accuracy, "Label")
            .SetMaxModelToExplore(7).SetTuner<TpeTuner>().SetNetworkTrialRunner(new NetworkTrialOptions { Log = _log }).RunAsync();

        Assert.AreEqual(7, _log.Trials.Count);
        Assert.IsTrue(_log.Trials.All(trial => trial.Reason is null), string.Join("; ", _log.Trials.Select(trial => trial.Reason)));
        string[] last = [.. _log.Trials.Select(trial => trial.Pipeline.Split("=>")[^1])];
        foreach (string expected in new[] { "FastTreeBinary", "LbfgsLogisticRegressionBinary", "FeedForward", "ResidualTabular", "TabularTransformer" })
        {
            CollectionAssert.Contains(last, expected, string.Join(", ", last));
        }

        Assert.AreEqual(120, best.Model.Transform(data).GetColumn<bool>("PredictedLabel").Count());
    }

    [TestMethod]
    public void SetNetworkTrialRunner_WithABadOption_NamesIt()
    {
        AutoMLExperiment experiment = _context.Auto().CreateExperiment();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => experiment.SetNetworkTrialRunner(new NetworkTrialOptions { Threads = 0 })).Message, "Threads is 0");
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => experiment.SetNetworkTrialRunner(new NetworkTrialOptions { MedianStopping = new() { MinimumTrials = 0 } })).Message, "MinimumTrials is 0");
    }

    private AutoMLExperiment Experiment(SweepablePipeline pipeline, int trials, NetworkTrialOptions? options = null) => _context.Auto().CreateExperiment().SetPipeline(pipeline)
        .SetDataset(TestRows.View(_context), TestRows.View(_context, 80, seed: 2)).SetRegressionMetric(RegressionMetric.RSquared, "Target").SetMaxModelToExplore(trials)
        .SetNetworkTrialRunner(options ?? new NetworkTrialOptions { Log = _log });

    /// <summary>A feed-forward network, or what somebody puts in its place or throws.</summary>
    private SweepablePipeline Pipeline(Func<SweepableFeedForward, MLContext, IEstimator<ITransformer>?> replace, Action<NetworkTrainerOptions>? configure = null)
    {
        SweepableNetworkEstimator network = _context.Auto().FeedForward(PredictionTask.Regression, "Target", ["Size", "Weight", "City"], configure: configure);
        IEstimator<ITransformer> empty = new EstimatorChain<ITransformer>();
        return empty.Append(new SweepableNetworkEstimator(
            "FeedForward", (context, parameter) => replace(parameter.AsType<SweepableFeedForward>(), context) ?? network.BuildFromOption(context, parameter), network.SearchSpace));
    }

    private static int WidthOf(NetworkTrainerOptions options) => ((Networks.FeedForward)options.Architecture).HiddenLayers[0];

    private sealed class TreeOptions
    {
        [Range(2, 8, 4)]
        public int Leaves { get; set; } = 4;
    }

    /// <summary>A score that is always the same.</summary>
    private sealed class Constant(MLContext context, float score) : IEstimator<ITransformer>
    {
        private readonly IEstimator<ITransformer> _inner = context.Transforms.CustomMapping<Nothing, Scored>((_, row) => row.Score = score, null);

        public ITransformer Fit(IDataView input) => _inner.Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _inner.GetOutputSchema(inputSchema);
    }

    private sealed class Nothing
    {
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    /// <summary>Proposes a network of two epochs with given widths, the last of them for ever.</summary>
    private sealed class Widths(params int[] widths) : ITuner
    {
        public Parameter Propose(TrialSettings settings)
        {
            Parameter pipeline = Parameter.CreateNestedParameter();
            pipeline["_SCHEMA_"] = Parameter.FromString("e0 * e1");
            pipeline["e0"] = Parameter.CreateNestedParameter();
            pipeline["e1"] = Parameter.FromObject(
                new SweepableFeedForward { Epochs = 2, BatchSize = 32, LearningRate = 1e-2f, Width = widths[Math.Min(settings.TrialId, widths.Length - 1)] });
            Parameter whole = Parameter.CreateNestedParameter();
            whole["_pipeline_"] = pipeline;
            return whole;
        }

        public void Update(TrialResult result)
        {
        }
    }

    private sealed class Recorder(List<TrialEpoch> epochs, Action<TrialEpoch>? then = null) : IProgress<TrialEpoch>
    {
        public void Report(TrialEpoch value)
        {
            epochs.Add(value);
            then?.Invoke(value);
        }
    }

    private sealed class RecordingMonitor : IMonitor
    {
        public List<Exception> Failures { get; } = [];

        public void ReportBestTrial(TrialResult result)
        {
        }

        public void ReportCompletedTrial(TrialResult result)
        {
        }

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Failures.Add(exception!);

        public void ReportRunningTrial(TrialSettings settings)
        {
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

/// <summary>The loop: who is told of what and when, and what ends it.</summary>
[TestClass]
public sealed class AutoMLExperimentTests
{
    private readonly RecordingMonitor _monitor = new();

    private int _runners;

    [TestMethod]
    public void Run_WithARunnerAndAMonitor_TellsInThisOrder()
    {
        TrialResult best = Experiment(settings => settings.TrialId == 1 ? 3 : 2).SetMaxModelToExplore(3).Run();
        CollectionAssert.AreEqual(
            new[]
            {
                "running 0", "run 0", "completed 0", "best 0", "dispose",
                "running 1", "run 1", "completed 1", "dispose",
                "running 2", "run 2", "completed 2", "dispose",
            },
            _monitor.Events);

        // Of equal losses the first is the best, and one more runner is made than there are trials.
        Assert.AreEqual(0, best.TrialSettings.TrialId);
        Assert.AreEqual(4, _runners);
        Assert.IsNotNull(best.TrialSettings.EndedAtUtc);
        Assert.IsTrue(best.TrialSettings.EndedAtUtc >= best.TrialSettings.StartedAtUtc);
    }

    [TestMethod]
    public void Run_WhereTheFirstTrialFails_EndsWithItsException()
    {
        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(
            () => Experiment(_ => throw new InvalidOperationException("boom")).SetMaxModelToExplore(3).Run());
        Assert.AreEqual("boom", thrown.InnerException!.Message);
        CollectionAssert.AreEqual(new[] { "running 0", "run 0", "dispose", "failed 0 InvalidOperationException" }, _monitor.Events);
    }

    [TestMethod]
    [DataRow(2, typeof(InvalidOperationException))]
    [DataRow(0, typeof(OutOfMemoryException))]
    [DataRow(0, typeof(OperationCanceledException))]
    public void Run_WhereALaterTrialFailsOrTheFirstRunsOut_GoesOn(int failing, Type exception)
    {
        TrialResult best = Experiment(settings => settings.TrialId == failing ? throw (Exception)Activator.CreateInstance(exception)! : 5 - settings.TrialId)
            .SetMaxModelToExplore(4)
            .Run();
        Assert.AreEqual(3, best.TrialSettings.TrialId);
        CollectionAssert.Contains(_monitor.Events, $"failed {failing} {exception.Name}");
        Assert.HasCount(4, _monitor.Running);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void Run_WhereNoLossIsANumber_EndsWithoutAModel(double loss)
    {
        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(() => Experiment(_ => loss).SetMaxModelToExplore(3).Run());
        Assert.IsInstanceOfType<TimeoutException>(thrown.InnerException);
        Assert.HasCount(3, _monitor.Running);
        CollectionAssert.DoesNotContain(_monitor.Events, "best 0");
    }

    [TestMethod]
    public async Task RunAsync_CancelledWithinATrial_GivesTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        AutoMLExperiment experiment = Experiment(settings =>
        {
            if (settings.TrialId == 2)
            {
                cancellation.Cancel();
                throw new OperationCanceledException();
            }

            return 5 - settings.TrialId;
        });
        TrialResult best = await experiment.SetMaxModelToExplore(10).RunAsync(cancellation.Token);
        Assert.AreEqual(1, best.TrialSettings.TrialId);
        CollectionAssert.AreEqual(new[] { "running 2", "run 2", "dispose" }, _monitor.Events[^3..]);
    }

    [TestMethod]
    public async Task RunAsync_CancelledBeforeAnyTrialEnds_ThrowsTimeout()
    {
        using var cancellation = new CancellationTokenSource();
        AutoMLExperiment experiment = Experiment(_ =>
        {
            cancellation.Cancel();
            throw new OperationCanceledException();
        });
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => experiment.SetMaxModelToExplore(10).RunAsync(cancellation.Token));
    }

    [TestMethod]
    public void Run_WithATrainingTime_EndsAfterIt()
    {
        Experiment(settings =>
        {
            Thread.Sleep(150);
            return settings.TrialId;
        }).SetTrainingTimeInSeconds(1).Run();
        Assert.IsInRange(2, 8, _monitor.Running.Count);
    }

    [TestMethod]
    public void Run_OverOwnSearchSpaces_ProposesThem()
    {
        AutoMLExperiment experiment = new MLContext(7).Auto().CreateExperiment();
        experiment.AddSearchSpace("mine", new SearchSpace<SweptOptions>())
            .SetRandomSearchTuner(3)
            .SetMonitor(_monitor)
            .SetTrialRunner(new RecordingRunner(_monitor.Events, settings => settings.Parameter["mine"]["Rate"].AsType<double>()))
            .SetMaxModelToExplore(3);
        TrialResult best = experiment.Run();
        CollectionAssert.AreEqual(new[] { "mine" }, _monitor.Running[0].Parameter.Keys.ToArray());
        Assert.AreEqual(_monitor.Running.Min(settings => settings.Parameter["mine"]["Rate"].AsType<double>()), best.Loss);
    }

    /// <summary>A tuner of one's own: it hears of each trial, of a failed one with the greatest loss.</summary>
    [TestMethod]
    public void Run_WithAnOwnTuner_TellsItOfEachTrial()
    {
        var tuner = new CountingTuner();
        Experiment(settings => settings.TrialId == 1 ? throw new InvalidOperationException() : settings.Parameter["number"].AsType<int>())
            .SetTuner(tuner)
            .SetMaxModelToExplore(3)
            .Run();
        CollectionAssert.AreEqual(new[] { 10, double.MaxValue, 12 }, tuner.Losses);
    }

    [TestMethod]
    public void Runner_OfAFactory_GetsAChildContextEachTrial()
    {
        var context = new MLContext(3) { GpuDeviceId = 2, FallbackToCpu = true };
        context.SetOption("own", 1);
        var children = new List<MLContext>();
        AutoMLExperiment experiment = context.Auto().CreateExperiment().SetPipeline(context.Auto().Regression(useLgbm: false));
        experiment.SetTrialRunner(services =>
        {
            children.Add(services.GetRequiredService<MLContext>());
            Assert.AreEqual(3, services.GetRequiredService<AutoMLExperiment.AutoMLExperimentSettings>().Seed);
            Assert.IsNotNull(services.GetService<SweepablePipeline>());
            Assert.IsNull(services.GetService<IDatasetManager>());
            return new RecordingRunner([], _ => 1);
        }).SetMaxModelToExplore(2).Run();
        Assert.HasCount(3, children.Distinct().ToList());
        foreach (MLContext child in children)
        {
            Assert.AreNotSame(context, child);
            Assert.AreEqual(2, child.GpuDeviceId);
            Assert.IsTrue(child.FallbackToCpu);
            Assert.IsFalse(child.TryGetOption("own", out int _));
        }
    }

    private AutoMLExperiment Experiment(Func<TrialSettings, double> loss)
    {
        var context = new MLContext(7);
        return context.Auto().CreateExperiment()
            .SetPipeline(context.Auto().Regression(useLgbm: false))
            .SetMonitor(_monitor)
            .SetTrialRunner(_ =>
            {
                _runners++;
                return new RecordingRunner(_monitor.Events, loss);
            });
    }
}

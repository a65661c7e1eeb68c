using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace MLExtensions.AutoML.Tests.Catalogs;

/// <summary>A network that is built from a trial's context does what the trial's scope says.</summary>
[TestClass]
public sealed class TrialScopeTests : IDisposable
{
    private const int Epochs = 6;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void Fit_PausedAndResumed_GivesTheBitsOfAnUnbrokenRun()
    {
        (TrialScope alone, NetworkTransformer expected) = Fit(scope: new TrialScope());
        Assert.IsFalse(alone.Paused);
        Assert.AreEqual(Epochs, alone.EpochsDone);

        foreach ((int pauseAfter, bool paused) in new[] { (2, true), (4, true), (Epochs, false) })
        {
            (TrialScope scope, NetworkTransformer model) = Fit(new TrialScope { CheckpointFolder = _folder.FullName, PauseAfterEpochs = pauseAfter });

            Assert.AreEqual(paused, scope.Paused);
            Assert.AreEqual(pauseAfter, scope.EpochsDone);
            Assert.AreEqual(paused ? StopReason.Paused : StopReason.Completed, model.Model.History!.StopReason);
            if (!paused)
            {
                CollectionAssert.AreEqual(Weights(expected), Weights(model));
                CollectionAssert.AreEqual(Losses(expected), Losses(model));
            }
        }

        Assert.IsTrue(File.Exists(Path.Combine(_folder.FullName, "0.checkpoint")));
    }

    [TestMethod]
    public void Fit_ResumedWithNoMoreEpochsToGo_ReturnsAtOnceWithTheSameNetwork()
    {
        (_, NetworkTransformer first) = Fit(new TrialScope { CheckpointFolder = _folder.FullName, PauseAfterEpochs = 3 });
        var epochs = new List<TrialEpoch>();
        (TrialScope scope, NetworkTransformer again) = Fit(new TrialScope { CheckpointFolder = _folder.FullName, PauseAfterEpochs = 2, Report = epochs.Add });

        Assert.IsTrue(scope.Paused);
        Assert.AreEqual(3, scope.EpochsDone);
        Assert.AreEqual(0, epochs.Count);
        CollectionAssert.AreEqual(Weights(first), Weights(again));
    }

    [TestMethod]
    public void Fit_StoppedEarlyWhereItWasToPause_IsNotPaused()
    {
        // A rate at which nothing is gained after the first epoch.
        (TrialScope scope, NetworkTransformer model) = Fit(
            new TrialScope { CheckpointFolder = _folder.FullName, PauseAfterEpochs = 2 },
            options =>
            {
                options.EarlyStopping = new EarlyStopping { Patience = 1, MinimumImprovement = 100 };
                options.ValidationFraction = 0.2f;
            });

        Assert.AreEqual(StopReason.EarlyStopped, model.Model.History!.StopReason);
        Assert.IsFalse(scope.Paused);
        Assert.AreEqual(2, scope.EpochsDone);
    }

    [TestMethod]
    public void Fit_OfAnotherFold_HasACheckpointOfItsOwnAndReportsIt()
    {
        var epochs = new List<TrialEpoch>();
        Fit(new TrialScope { CheckpointFolder = _folder.FullName, Fold = 0 });
        Fit(new TrialScope { CheckpointFolder = _folder.FullName, Fold = 3, Report = epochs.Add }, rows: 100);

        Assert.IsTrue(File.Exists(Path.Combine(_folder.FullName, "3.checkpoint")));
        CollectionAssert.AreEqual(Enumerable.Range(1, Epochs).Select(epoch => (3, epoch, Epochs)).ToArray(), epochs.Select(epoch => (epoch.Fold, epoch.Epoch, epoch.Epochs)).ToArray());
    }

    [TestMethod]
    public void Fit_Cancelled_EndsWithTheBestSoFarOrThrowsBeforeTheFirstEpoch()
    {
        using var cancellation = new CancellationTokenSource();
        (TrialScope scope, NetworkTransformer model) = Fit(new TrialScope
        {
            CancellationToken = cancellation.Token,
            Report = epoch =>
            {
                if (epoch.Epoch == 2)
                {
                    cancellation.Cancel();
                }
            },
        });

        Assert.AreEqual(StopReason.Cancelled, model.Model.History!.StopReason);
        Assert.AreEqual(2, scope.EpochsDone);
        Assert.Throws<OperationCanceledException>(() => Fit(new TrialScope { CancellationToken = cancellation.Token }));
    }

    [TestMethod]
    public void Fit_WithProgressAndTokenOfTheUser_ObeysBothAndTheTrialsThreads()
    {
        var own = new List<int>();
        var ofTrial = new List<int>();
        int? threads = null;
        using var cancellation = new CancellationTokenSource();
        using var unused = new CancellationTokenSource();
        NetworkTrainerOptions? seen = null;
        (_, NetworkTransformer model) = Fit(
            new TrialScope { Threads = 1, CancellationToken = unused.Token, Report = epoch => ofTrial.Add(epoch.Epoch) },
            options =>
            {
                seen = options;
                options.CancellationToken = cancellation.Token;
                options.Progress = new EpochRelay(progress =>
                {
                    threads = seen!.MaxDegreeOfParallelism;
                    own.Add(progress.Epoch);
                    if (progress.Epoch == 3)
                    {
                        cancellation.Cancel();
                    }
                });
            });

        Assert.AreEqual(1, threads);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, own);
        CollectionAssert.AreEqual(own, ofTrial);
        Assert.AreEqual(StopReason.Cancelled, model.Model.History!.StopReason);
    }

    private static (TrialScope Scope, NetworkTransformer Model) Fit(TrialScope scope, Action<NetworkTrainerOptions>? configure = null, int rows = 120)
    {
        var context = new MLContext(seed: 3);
        TrialScope.Attach(context, scope);
        SweepableNetworkEstimator sweepable = context.Auto().FeedForward(
            PredictionTask.Regression,
            "Target",
            ["Size", "Weight", "City"],
            defaultOption: new() { Epochs = Epochs, BatchSize = 32 },
            configure: options =>
            {
                options.Schedule = new OneCycle();
                configure?.Invoke(options);
            });
        return (scope, (NetworkTransformer)sweepable.BuildFromOption(context, sweepable.Parameter).Fit(TestRows.View(context, rows)));
    }

    private static float[] Weights(NetworkTransformer model) => [.. model.Model.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    private static double[] Losses(NetworkTransformer model) => [.. model.Model.History!.Epochs.Select(epoch => epoch.TrainingLoss)];
}

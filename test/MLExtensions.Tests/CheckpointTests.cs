using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests;

/// <summary>An interrupted <c>Fit</c> goes on from its checkpoint.</summary>
[TestClass]
public sealed class CheckpointTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlextensions");

    private string CheckpointPath => Path.Combine(_folder.FullName, "fit.checkpoint");

    public void Dispose() => _folder.Delete(recursive: true);

    [TestMethod]
    public void Fit_AfterItWasInterrupted_GivesTheSameNetworkAsAnUnbrokenOne()
    {
        var expected = Fit(new MLContext(), Options() with { Checkpoint = null, Seed = 0 });

        using var cancellation = new CancellationTokenSource();
        var first = Fit(new MLContext(), Options() with { CancellationToken = cancellation.Token, Progress = new CancelAfter(3, cancellation) });
        Assert.AreEqual(StopReason.Cancelled, first.Model.History!.StopReason);
        var context = new MLContext();
        var lines = new List<string>();
        context.Log += (_, e) => lines.Add(e.Message);
        var resumed = Fit(context, Options());

        Assert.IsTrue(lines.Exists(line => line.Contains($"Resumed from '{CheckpointPath}' at the end of epoch 3.", StringComparison.Ordinal)));
        CollectionAssert.AreEqual(Weights(expected), Weights(resumed));
        CollectionAssert.AreNotEqual(Weights(first), Weights(resumed));
        CollectionAssert.AreEqual(
            expected.Model.History!.Epochs.Select(epoch => epoch.ValidationLoss).ToArray(), resumed.Model.History!.Epochs.Select(epoch => epoch.ValidationLoss).ToArray());
    }

    [TestMethod]
    public void CrossValidate_WithACheckpoint_DoesNotGoOnFromAnotherFold()
    {
        var context = new MLContext(seed: 1);
        var trainer = context.BinaryClassification.Trainers.Network(Options() with { ValidationColumnName = null });
        var error = Assert.Throws<Exception>(() => context.BinaryClassification.CrossValidate(TestData.View(context, TestData.Points(300)), trainer, numberOfFolds: 3));

        while (error.InnerException is not null)
        {
            error = error.InnerException;
        }

        StringAssert.Contains(error.Message, "is of another run: ");
    }

    private NetworkTrainerOptions Options() => new()
    {
        Architecture = new FeedForward { HiddenLayers = [16], Dropout = 0.2f },
        Epochs = 6,
        ValidationColumnName = "Held",
        Checkpoint = new CheckpointOptions { Path = CheckpointPath },
    };

    private static NetworkTransformer Fit(MLContext context, NetworkTrainerOptions options)
    {
        var points = TestData.Points(300);
        return context.BinaryClassification.Trainers.Network(options).Fit(TestData.View(context, points));
    }

    private static float[] Weights(NetworkTransformer transformer) =>
        [.. transformer.Model.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];

    private sealed class CancelAfter(int epoch, CancellationTokenSource cancellation) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch)
            {
                cancellation.Cancel();
            }
        }
    }
}

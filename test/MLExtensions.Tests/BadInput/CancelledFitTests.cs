using System.Reflection;
using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>Cancelled in epoch 0, by the token or by <c>MLContext.CancelExecution</c>: no model, an exception of the common kind, and the same data can be fitted later.</summary>
[TestClass]
public sealed class CancelledFitTests
{
    [TestMethod]
    [DataRow("before", true)]
    [DataRow("before", false)]
    [DataRow("while rows are read", true)]
    [DataRow("while rows are read", false)]
    [DataRow("in the first epoch", true)]
    [DataRow("in the first epoch", false)]
    public void BeforeTheFirstEpochEnds_Throws_AndAnotherFitSucceeds(string when, bool byToken)
    {
        using var cancelled = new CancellationTokenSource();
        var context = new MLContext(seed: 1);
        int epochs = 0, rows = 0;
        var options = new NetworkTrainerOptions
        {
            LabelColumnName = "Target",
            Epochs = 1000,
            CancellationToken = cancelled.Token,
            Progress = new Citizenship.Recorder(_ => epochs++),
        };
        var trainer = context.Regression.Trainers.Network(options);
        if (when == "before")
        {
            Cancel();
        }
        else if (when == "in the first epoch")
        {
            context.Log += (_, message) =>
            {
                if (message.RawMessage.StartsWith("Training FeedForward", StringComparison.Ordinal))
                {
                    Cancel();
                }
            };
        }

        Assert.Throws<OperationCanceledException>(() => trainer.Fit(TestData.View(context, Points())));

        Assert.AreEqual(0, epochs, "epochs that ended");
        Assert.IsLessThan(when == "while rows are read" ? 1000 : int.MaxValue, rows, "rows read, cancelled at 100");

        // Who cancels a context is done with it; who cancels a token is not.
        var next = byToken ? context : new MLContext(seed: 1);
        var data = TestData.View(next, TestData.Points(200));
        var model = next.Regression.Trainers.Network(options with { CancellationToken = default, Epochs = 2 }).Fit(data);
        var unbroken = new MLContext(seed: 1);
        var expected = unbroken.Regression.Trainers.Network(options with { CancellationToken = default, Epochs = 2 }).Fit(TestData.View(unbroken, TestData.Points(200)));
        CollectionAssert.AreEqual(expected.Transform(data).Values<float>("Score"), model.Transform(data).Values<float>("Score"));

        IEnumerable<TestData.Point> Points()
        {
            foreach (var point in TestData.Points(5000))
            {
                if (++rows == 100 && when == "while rows are read")
                {
                    Cancel();
                }

                yield return point;
            }
        }

        void Cancel()
        {
            if (byToken)
            {
                cancelled.Cancel();
                return;
            }

            // Not public: AutoML calls it when a trial's time is over.
            typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(context, null);
        }
    }
}

using System.Reflection;
using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.Citizenship;

/// <summary>A run ends early by its token, and by what AutoML calls when a trial's time is over. That the first epoch has to end for there to be a model is in <see cref="BadInput.CancelledFitTests"/>.</summary>
[TestClass]
public sealed class CancellationTests
{
    [TestMethod]
    public void AfterCancelExecution_FitThrows_AsThatOfMLNetsTrainers()
    {
        var context = new MLContext(seed: 1);
        var before = context.Regression.Trainers.FeedForward("Target");
        Cancel(context, byToken: null);

        Assert.Throws<OperationCanceledException>(() => before.Fit(TestData.View(context, TestData.Points(200))));
        Assert.Throws<OperationCanceledException>(() => context.Regression.Trainers.FeedForward("Target").Fit(TestData.View(context, TestData.Points(200))));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Later_ReturnsTheBestSoFar(bool byToken)
    {
        using var cancelled = new CancellationTokenSource();
        var context = new MLContext(seed: 1);

        var history = Fit(context, cancelled.Token, new Recorder(report =>
        {
            if (report.Epoch == 3)
            {
                Cancel(context, byToken ? cancelled : null);
            }
        })).Model.History!;

        Assert.AreEqual(StopReason.Cancelled, history.StopReason);
        Assert.HasCount(3, history.Epochs);
    }

    [TestMethod]
    public void AModelOfACancelledContext_StillPredicts()
    {
        // AutoML cancels the context of a trial when the trial is over, and hands its model on.
        var context = new MLContext(seed: 1);
        var data = TestData.View(context, TestData.Points(50));
        var model = context.Regression.Trainers.FeedForward("Target", epochs: 1).Fit(data);
        float[] expected = model.Transform(data).Values<float>("Score");

        Cancel(context, byToken: null);

        CollectionAssert.AreEqual(expected, model.Transform(data).Values<float>("Score"));
    }

    private static NetworkTransformer Fit(MLContext context, CancellationToken token, IProgress<TrainingProgress>? progress = null) => context.Regression.Trainers
        .Network(new() { LabelColumnName = "Target", Epochs = 1000, CancellationToken = token, Progress = progress })
        .Fit(TestData.View(context, TestData.Points(200)));

    /// <summary>By the token, or by <c>CancelExecution</c>, which is not public.</summary>
    private static void Cancel(MLContext context, CancellationTokenSource? byToken)
    {
        if (byToken is not null)
        {
            byToken.Cancel();
            return;
        }

        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(context, null);
    }
}

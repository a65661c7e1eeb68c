using MLExtensions.Networks;
using Microsoft.ML;

namespace MLExtensions.Tests.BadInput;

/// <summary>A learning rate so high that the loss diverges: in the first epoch an error, later the last good weights. Never weights that are not finite.</summary>
[TestClass]
public sealed class DivergenceTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void InTheFirstEpoch_IsAnErrorThatNamesTheRate_AndTheSameTrainerSaysItAgain()
    {
        var trainer = _context.Regression.Trainers.FeedForward("Target", learningRate: 1e6f, epochs: 5);

        for (int i = 0; i < 2; i++)
        {
            Refusal.Check(Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(View())), "learning rate is 1E+06; try 100000");
        }
    }

    [TestMethod]
    public void Later_GivesTheWeightsOfTheBestEpoch_AndAWarningThatNamesTheOption()
    {
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        // Gradient descent on a parabola beyond its stable rate: each step is a little further off than the one before.
        var options = new NetworkTrainerOptions
        {
            LabelColumnName = "Target",
            ValidationColumnName = "Held",
            Architecture = new FeedForward { HiddenLayers = [] },
            Optimizer = new Sgd(),
            LearningRate = 1.15f,
            BatchSize = 60,
            Epochs = 50,
            EarlyStopping = null,
        };
        var model = _context.Regression.Trainers.Network(options).Fit(View());
        var history = model.Model.History!;
        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.IsLessThan(50, history.Epochs.Count);
        Assert.IsTrue(Array.TrueForAll(model.Transform(View()).Values<float>("Score"), float.IsFinite));
        Assert.IsTrue(lines.Exists(line => line.Contains("a lower LearningRate than 1.15 may help", StringComparison.Ordinal)));

        var best = _context.Regression.Trainers.Network(options with { Epochs = history.BestEpoch }).Fit(View());
        CollectionAssert.AreEqual(best.Transform(View()).Values<float>("Score"), model.Transform(View()).Values<float>("Score"));
    }

    private IDataView View() => TestData.View(_context, TestData.Points(300));
}

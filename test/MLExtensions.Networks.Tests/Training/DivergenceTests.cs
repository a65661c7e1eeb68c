using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class DivergenceTests
{
    private static readonly TrainingOptions Options = new() { Epochs = 30, BatchSize = 10, EarlyStopping = null };

    [TestMethod]
    [DataRow(false, 1000)]
    [DataRow(true, 1000)]
    [DataRow(false, 40)]
    [DataRow(true, 40)]
    public void RegressionWithARateOf100000_IsCalledDiverged(bool validated, int rows)
    {
        // The loss stays finite for ever. Of 40 rows, an epoch of two batches, it is the measuring at the epoch's end that tells.
        var random = new Philox(3);
        float[] features = [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
        var data = new InMemoryData([1], features, Array.ConvertAll(features, feature => (100 * feature) + 7));
        Network network = Network.Create(new FeedForward { HiddenLayers = [16, 16] }, new RegressionObjective(), new InputDescription([1]), seed: 1);
        float[] before = [.. network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        var options = new TrainingOptions { LearningRate = 1e5f, Epochs = 5 };

        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => network.Train(data, validated ? data : null, options));

        StringAssert.Contains(exception.Message, "diverged");
        StringAssert.Contains(exception.Message, "far from the");
        StringAssert.Contains(exception.Message, "try 10000");
        CollectionAssert.AreEqual(before, network.Module.Parameters.SelectMany(parameter => parameter.Values.ToArray()).ToArray());

        // Without the guard it completes, as the loss is finite.
        network.Train(data, validated ? data : null, options with { DivergenceGuard = null });
        Assert.AreEqual(StopReason.Completed, network.History!.StopReason);
    }

    [TestMethod]
    public void WeightsThatDivergeLater_AreThoseOfTheLastGoodEpoch()
    {
        // Ten batches an epoch: from step 31 on the loss is 10,001 times the first.
        var program = new ScriptedProgram { StepLoss = step => step > 30 ? 20_002 : 2, ValidationLoss = (step, _) => step > 30 ? 20_002 : 2 };
        var lines = new List<string>();
        TrainingHistory history = TrainingLoop.Run(program, Rows(100), null, Options with { Log = lines.Add });

        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.HasCount(3, history.Epochs);
        Assert.AreEqual(30, program.Weight);
        Assert.AreEqual(40, program.Steps);
        StringAssert.Contains(lines.Single(), "the loss has reached 2E+04, far from the 2 of the first batch");
    }

    [TestMethod]
    public void NineHighBatchesInARow_AreABump()
    {
        var program = new ScriptedProgram { StepLoss = step => step % 10 == 0 ? 1 : 1e6f };
        Assert.AreEqual(StopReason.Completed, TrainingLoop.Run(program, Rows(100), null, Options).StopReason);
    }

    [TestMethod]
    public void WarmStart_WithATinyFirstLoss_MayRiseToOrdinaryLosses()
    {
        var program = new ScriptedProgram { StepLoss = step => step == 1 ? 1e-9f : 50 };
        Assert.AreEqual(StopReason.Completed, TrainingLoop.Run(program, Rows(100), null, Options).StopReason);
    }

    [TestMethod]
    public void LastStepOfAnEpoch_ThatSpoilsTheWeights_IsSeenBeforeTheyAreKept()
    {
        // One batch an epoch: the loss before each step is fine until the fourth epoch, but not that after the third step.
        var program = new ScriptedProgram { StepLoss = step => step > 3 ? 1e6f : 1, ValidationLoss = (step, _) => step >= 3 ? 1e6 : 1 };
        TrainingHistory history = TrainingLoop.Run(program, Rows(10), null, Options);

        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.AreEqual(2, program.Weight);
    }

    [TestMethod]
    public void OneUnusualRow_IsNoDivergence()
    {
        // The first batch in the rows' own order holds it, whatever the weights.
        var program = new ScriptedProgram { ValidationLoss = (_, firstFeature) => firstFeature == 0 ? 1e6 : 1 };
        Assert.AreEqual(StopReason.Completed, TrainingLoop.Run(program, Rows(100), null, Options).StopReason);
    }

    [TestMethod]
    public void ValidationLoss_OutOfAllBounds_EndsTheRunAtOnce()
    {
        var program = new ScriptedProgram { ValidationLoss = (step, _) => step > 20 ? 1e5 : 1 };
        TrainingHistory history = TrainingLoop.Run(program, Rows(100), Rows(10), Options);
        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.HasCount(2, history.Epochs);
    }

    private static InMemoryData Rows(int count) => new([1], Enumerable.Range(0, count).Select(row => (float)row).ToArray(), new float[count]);
}

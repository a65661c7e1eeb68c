using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class TrainingLoopTests
{
    private static readonly TrainingOptions OneBatch = new() { BatchSize = 1000, Epochs = 20 };

    [TestMethod]
    public void Run_UsesEveryRowOnceAnEpoch_InAnotherOrderEachTime_TheLastShortBatchToo()
    {
        var program = new ScriptedProgram();
        TrainingLoop.Run(program, Rows(10), null, new TrainingOptions { BatchSize = 4, Epochs = 2 });

        CollectionAssert.AreEqual(new[] { 4, 4, 2, 4, 4, 2 }, program.Batches.Select(batch => batch.Length).ToArray());
        float[] first = [.. program.Batches.Take(3).SelectMany(batch => batch)];
        float[] second = [.. program.Batches.Skip(3).SelectMany(batch => batch)];
        float[] inOrder = [.. Enumerable.Range(0, 10).Select(row => (float)row)];
        CollectionAssert.AreEquivalent(inOrder, first);
        CollectionAssert.AreEquivalent(inOrder, second);
        CollectionAssert.AreNotEqual(inOrder, first);
        CollectionAssert.AreNotEqual(first, second);
    }

    [TestMethod]
    public void Run_OfGroups_GivesWholeOnes_AndPlansWithTheBatchesOfTheirOwnOrder()
    {
        // In their own order 3 + 1, 2 + 2 and 4 rows.
        float[] rows = [.. Enumerable.Range(0, 12).Select(row => (float)row)];
        var data = new InMemoryData([1], rows, rows, default, new[] { 0, 0, 0, 1, 2, 2, 3, 3, 4, 4, 4, 4 });
        var stateful = new StatefulProgram();
        TrainingLoop.Run(stateful, data, null, new TrainingOptions { BatchSize = 4, Epochs = 1 });
        Assert.AreEqual(new TrainingPlan(1, 3), stateful.Plan);

        var program = new ScriptedProgram();
        TrainingLoop.Run(program, data, null, new TrainingOptions { BatchSize = 4, Epochs = 3 });
        foreach (float[] group in new float[][] { [0, 1, 2], [3], [4, 5], [6, 7], [8, 9, 10, 11] })
        {
            Assert.AreEqual(3, program.Batches.Count(batch => group.All(row => batch.Contains(row))));
        }

        Assert.AreEqual(36, program.Batches.Sum(batch => batch.Length));
    }

    [TestMethod]
    public void Run_WithTheSameSeed_ShufflesAlike_WithAnotherSeedDifferently()
    {
        float[] order(int seed)
        {
            var program = new ScriptedProgram();
            TrainingLoop.Run(program, Rows(50), null, new TrainingOptions { BatchSize = 7, Epochs = 2, Seed = seed });
            return [.. program.Batches.SelectMany(batch => batch)];
        }

        CollectionAssert.AreEqual(order(3), order(3));
        CollectionAssert.AreNotEqual(order(3), order(4));
    }

    [TestMethod]
    public void Run_WithABatchSizeAboveTheRows_TakesAllRowsAndLogs()
    {
        var lines = new List<string>();
        var program = new ScriptedProgram();
        TrainingLoop.Run(program, Rows(10), null, new TrainingOptions { BatchSize = 64, Epochs = 1, Log = lines.Add });

        Assert.HasCount(10, program.Batches.Single());
        StringAssert.Contains(lines.Single(), "64");
        StringAssert.Contains(lines.Single(), "10");
    }

    [TestMethod]
    public void Run_WithEarlyStopping_EndsAfterPatienceAndRestoresTheBestEpoch()
    {
        double[] losses = [5, 3, 4, 2, 2.5, 2.2, 2.1, 0.1];
        var program = new ScriptedProgram { ValidationLoss = (step, _) => losses[step - 1] };
        TrainingHistory history = TrainingLoop.Run(program, Rows(5), Rows(3), OneBatch with { EarlyStopping = new EarlyStopping { Patience = 3 } });

        Assert.AreEqual(StopReason.EarlyStopped, history.StopReason);
        Assert.HasCount(7, history.Epochs);
        Assert.AreEqual(4, history.BestEpoch);
        Assert.AreEqual(2, history.Best.ValidationLoss);
        Assert.AreEqual(4, program.Weight);
    }

    [TestMethod]
    public void Run_WithMinimumImprovement_IgnoresSmallGainsForPatienceButKeepsTheirWeights()
    {
        var program = new ScriptedProgram { ValidationLoss = (step, _) => 1 - (0.001 * step) };
        var early = new EarlyStopping { Patience = 2, MinimumImprovement = 0.1 };
        TrainingHistory history = TrainingLoop.Run(program, Rows(5), Rows(3), OneBatch with { EarlyStopping = early });

        Assert.HasCount(3, history.Epochs);
        Assert.AreEqual(3, history.BestEpoch);
        Assert.AreEqual(3, program.Weight);
    }

    [TestMethod]
    public void Run_WithoutEarlyStopping_RestoresTheBestEpochAllTheSame()
    {
        var program = new ScriptedProgram { ValidationLoss = (step, _) => Math.Abs(step - 2) };
        TrainingHistory history = TrainingLoop.Run(program, Rows(5), Rows(3), OneBatch with { EarlyStopping = null });

        Assert.AreEqual(StopReason.Completed, history.StopReason);
        Assert.HasCount(20, history.Epochs);
        Assert.AreEqual(2, program.Weight);
    }

    [TestMethod]
    public void Run_WithoutValidation_KeepsTheLastEpoch()
    {
        var program = new ScriptedProgram();
        TrainingHistory history = TrainingLoop.Run(program, Rows(5), null, OneBatch);

        Assert.AreEqual(20, history.BestEpoch);
        Assert.AreEqual(20, program.Weight);
        Assert.IsNull(history.Best.ValidationLoss);
    }

    [TestMethod]
    public void Run_ValidationLoss_IsTheMeanOverAllRowsByWeight()
    {
        // 256 rows of loss 1 and a short batch of 44 rows of loss 11: 1 + 10 * 44 / 300.
        var program = new ScriptedProgram { ValidationLoss = (_, firstFeature) => firstFeature >= 256 ? 11 : 1 };
        TrainingHistory history = TrainingLoop.Run(program, Rows(5), Rows(300), OneBatch with { Epochs = 1, BatchSize = 8 });
        Assert.AreEqual(1 + (10 * 44 / 300.0), history.Best.ValidationLoss!.Value, 1e-12);

        // The same with weight 3 on the short batch's rows: 1 + 10 * 132 / 388.
        float[] weights = [.. Enumerable.Range(0, 300).Select(row => row >= 256 ? 3f : 1f)];
        history = TrainingLoop.Run(program, Rows(5), Rows(300, weights), OneBatch with { Epochs = 1, BatchSize = 8 });
        Assert.AreEqual(1 + (10 * 132 / 388.0), history.Best.ValidationLoss!.Value, 1e-12);
    }

    [TestMethod]
    public void Run_TrainingLoss_IsTheMeanOverAllRows()
    {
        // Batches of 4, 4 and 2 rows with losses 1, 2 and 6.
        float[] losses = [1, 2, 6];
        var program = new ScriptedProgram { StepLoss = step => losses[step - 1] };
        TrainingHistory history = TrainingLoop.Run(program, Rows(10), null, new TrainingOptions { BatchSize = 4, Epochs = 1 });
        Assert.AreEqual(2.4, history.Best.TrainingLoss, 1e-12);
    }

    [TestMethod]
    public void Run_PassesOverBatchesWithoutWeight()
    {
        var program = new ScriptedProgram();
        TrainingLoop.Run(program, Rows(3, [0, 1, 0]), null, new TrainingOptions { BatchSize = 1, Epochs = 1 });
        CollectionAssert.AreEqual(new[] { 1f }, program.Batches.Single());
    }

    [TestMethod]
    public void Run_CancelledInTheFirstEpoch_ThrowsAndLeavesTheWeights()
    {
        using var cancellation = new CancellationTokenSource();
        var program = new ScriptedProgram { OnStep = step => Cancel(cancellation, step == 2) };
        var options = new TrainingOptions { BatchSize = 2, CancellationToken = cancellation.Token };

        var exception = Assert.ThrowsExactly<OperationCanceledException>(() => TrainingLoop.Run(program, Rows(10), null, options));

        Assert.AreEqual(cancellation.Token, exception.CancellationToken);
        Assert.AreEqual(2, program.Steps);
        Assert.AreEqual(0, program.Weight);
    }

    [TestMethod]
    public void Run_CancelledLater_ReturnsTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        var program = new ScriptedProgram { ValidationLoss = (step, _) => step, OnStep = step => Cancel(cancellation, step == 13) };
        var options = new TrainingOptions { BatchSize = 2, CancellationToken = cancellation.Token };
        TrainingHistory history = TrainingLoop.Run(program, Rows(10), Rows(3), options);

        Assert.AreEqual(StopReason.Cancelled, history.StopReason);
        Assert.HasCount(2, history.Epochs);
        Assert.AreEqual(13, program.Steps);
        Assert.AreEqual(1, history.BestEpoch);
        Assert.AreEqual(5, program.Weight);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Run_WithALossThatIsNotFinite_EndsWithTheLastGoodWeights(float bad)
    {
        var program = new ScriptedProgram { StepLoss = step => step == 13 ? bad : 1, WeightAfterStep = step => step == 13 ? bad : step };
        var lines = new List<string>();
        TrainingHistory history = TrainingLoop.Run(program, Rows(10), null, new TrainingOptions { BatchSize = 2, Log = lines.Add });

        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.HasCount(2, history.Epochs);
        Assert.AreEqual(10, program.Weight);
        StringAssert.Contains(lines.Single(), "diverged");
    }

    [TestMethod]
    public void Run_WithWeightsThatAreNotFiniteAfterTheLastStep_EndsWithTheLastGoodWeights()
    {
        var program = new ScriptedProgram { WeightAfterStep = step => step == 15 ? float.NaN : step };
        TrainingHistory history = TrainingLoop.Run(program, Rows(10), null, new TrainingOptions { BatchSize = 2, Epochs = 3 });

        Assert.AreEqual(StopReason.Diverged, history.StopReason);
        Assert.AreEqual(10, program.Weight);
    }

    [TestMethod]
    public void Run_DivergingInTheFirstEpoch_ThrowsSuggestingALowerRate()
    {
        var program = new ScriptedProgram { StepLoss = _ => float.NaN, WeightAfterStep = _ => float.NaN };
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => TrainingLoop.Run(program, Rows(10), null, OneBatch));

        StringAssert.Contains(exception.Message, "The learning rate is 0.5; try 0.05.");
        Assert.AreEqual(0, program.Weight);
    }

    [TestMethod]
    public void Run_ReportsEveryEpoch()
    {
        var reports = new Reports();
        TrainingLoop.Run(new ScriptedProgram { ValidationLoss = (step, _) => 1.0 / step }, Rows(5), Rows(3), OneBatch with { Epochs = 3, Progress = reports });

        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, reports.Select(report => report.Epoch).ToArray());
        Assert.AreEqual(0.5, reports[1].ValidationLoss);
        Assert.AreEqual(2, reports[1].BestEpoch);
        Assert.AreEqual(3, reports[1].Epochs);
    }

    private static void Cancel(CancellationTokenSource cancellation, bool now)
    {
        if (now)
        {
            cancellation.Cancel();
        }
    }

    private static InMemoryData Rows(int count, float[]? weights = null) =>
        new([1], Enumerable.Range(0, count).Select(row => (float)row).ToArray(), new float[count], weights);

    private sealed class Reports : List<TrainingProgress>, IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => Add(value);
    }
}

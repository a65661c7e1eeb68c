using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class RankingObjectiveTests
{
    private static readonly double Log2Of3 = Math.Log2(3);

    [TestMethod]
    public void Metric_OfThreeRows_IsNdcgByHand()
    {
        // Labels in the order of scores 0, 2, 1: gains 0, 3, 1; best is 3, 1, 0.
        double expected = ((3 / Log2Of3) + (1 / 2.0)) / (3 + (1 / Log2Of3));
        Assert.AreEqual(expected, Ndcg([0.5f, 2, 0.1f], [2, 0, 1], [4, 4, 4]), 1e-12);

        // Another group in its best order, and one without a label above 0, which does not count.
        Assert.AreEqual((expected + 1) / 2, Ndcg([0.5f, 2, 0.1f, 1, 3, 2, 1], [2, 0, 1, 0, 1, 0, 0], [4, 4, 4, 2, 2, 9, 9]), 1e-12);
    }

    [TestMethod]
    public void Metric_CountsTenPlaces()
    {
        // The one row of label 1 is at place 10, then at place 11.
        float[] scores = [.. Enumerable.Range(0, 12).Select(row => -(float)row)];
        float[] tenth = [.. Enumerable.Range(0, 12).Select(row => row == 9 ? 1f : 0)], eleventh = [.. Enumerable.Range(0, 12).Select(row => row == 10 ? 1f : 0)];
        Assert.AreEqual(1 / Math.Log2(11), Ndcg(scores, tenth, new int[12]), 1e-12);
        Assert.AreEqual(0, Ndcg(scores, eleventh, new int[12]), 1e-12);
    }

    [TestMethod]
    public void Metric_OfTies_IsTheMeanOverTheirOrders()
    {
        // Of two rows with one score, labels 1 and 0: half the time 1, half the time 1 / log2(3), whichever comes first in the data.
        double expected = (1 + (1 / Log2Of3)) / 2;
        Assert.AreEqual(expected, Ndcg([7, 7], [1, 0], [0, 0]), 1e-12);
        Assert.AreEqual(expected, Ndcg([7, 7], [0, 1], [0, 0]), 1e-12);
    }

    [TestMethod]
    public void Loss_OfGroupsWithoutPairs_IsZeroAndNotNaN()
    {
        foreach (RankingLoss loss in Enum.GetValues<RankingLoss>())
        {
            var objective = new RankingObjective { LossFunction = loss };
            using var scope = new TensorScope(CpuDevice.Default);
            var tape = new GradientTape();
            Tensor output = scope.Detach(scope.From([1f, 2, 3], [3, 1]), requiresGradient: true);
            Batch batch = BatchOf(scope, [1, 1, 2], [0, 0, 5]);
            Tensor value = objective.Loss(new ForwardContext(scope, tape), output, batch);
            tape.Backward(value, scope);
            Assert.AreEqual(0, value.ToScalar());
            CollectionAssert.AreEqual(new float[3], tape.Gradient(output)!.Value.ToArray());
            Assert.AreEqual(0, objective.LossWeight(batch));
        }
    }

    [TestMethod]
    public void Loss_CountsGroupsTheSame_WhateverTheirPairs()
    {
        // One group of one pair, apart by 0, and one of 20 pairs, apart by 100: log 2 and 0.
        float[] labels = [1, 0, .. Enumerable.Repeat(1f, 4), .. Enumerable.Repeat(0f, 5)];
        float[] scores = [0, 0, .. Enumerable.Repeat(100f, 4), .. Enumerable.Repeat(0f, 5)];
        int[] groups = [0, 0, .. Enumerable.Repeat(1, 9)];
        Assert.AreEqual(Math.Log(2) / 2, Loss(scores, labels, groups), 1e-6);

        // A group of which each row weighs 3 counts three times.
        Assert.AreEqual(3 * Math.Log(2) / 4, Loss(scores, labels, groups, [3, 3, .. Enumerable.Repeat(1f, 9)]), 1e-6);
    }

    [TestMethod]
    public void Loss_OfScoresFarApart_DoesNotOverflow()
    {
        Assert.AreEqual(2000, Loss([-1000, 1000], [1, 0], [0, 0]), 1e-3);
        Assert.AreEqual(0, Loss([1000, -1000], [1, 0], [0, 0]), 1e-6);
    }

    [TestMethod]
    public void Loss_OfABigGroup_TakesMemoryByRows()
    {
        const int Rows = 4000;
        var random = new Philox(1);
        float[] labels = [.. Enumerable.Range(0, Rows).Select(row => (float)(row % 5))], scores = [.. labels.Select(_ => random.NextGaussian())];
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor output = scope.Detach(scope.From(scores, [Rows, 1]), requiresGradient: true);
        Batch batch = BatchOf(scope, labels, new int[Rows]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        tape.Backward(new RankingObjective().Loss(new ForwardContext(scope, tape), output, batch), scope);

        // There are 6.4 million pairs.
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(0, tape.Gradient(output)!.Value.ToArray().Sum(), 1e-5f);
    }

    [TestMethod]
    public void Train_WithoutGroups_SaysWhatIsMissing()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RankingObjective(), new InputDescription([1]), seed: 1);
        var error = Assert.ThrowsExactly<ArgumentException>(() => network.Train(new InMemoryData([1], new float[2], new float[] { 0, 1 }), null, new TrainingOptions()));
        StringAssert.Contains(error.Message, "The training rows are in no groups");
    }

    [TestMethod]
    public void Train_WithoutAPair_SaysThatNothingCounts()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RankingObjective(), new InputDescription([1]), seed: 1);
        var data = new InMemoryData([1], new float[3], new float[] { 0, 0, 2 }, default, new[] { 1, 1, 2 });
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => network.Train(data, null, new TrainingOptions())).Message, "for ranking a group with labels that differ");
    }

    [TestMethod]
    public void CheckLabels_NamesWhatIsNoGrade()
    {
        foreach (float label in new[] { -1, 101, float.NaN })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new RankingObjective().CheckLabels([0, label])).Message, $"A label is {label}; ranking takes grades");
        }
    }

    [TestMethod]
    public void Create_WithAnUnknownLoss_NamesTheKnownOnes()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Network.Create(new FeedForward(), new RankingObjective { LossFunction = (RankingLoss)7 }, new InputDescription([1]), seed: 1));
        StringAssert.Contains(error.Message, "LossFunction is 7; expected one of RankNet, LambdaRank");
    }

    private static double Ndcg(float[] scores, float[] labels, int[] groups)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        (double sum, double weight) = new RankingObjective().BatchMetric(scores, labels, default, BatchOf(scope, labels, groups));
        return sum / weight;
    }

    private static double Loss(float[] scores, float[] labels, int[] groups, float[]? weights = null)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        return new RankingObjective { LossFunction = RankingLoss.RankNet }
            .Loss(new ForwardContext(scope), scope.From(scores, [scores.Length, 1]), BatchOf(scope, labels, groups, weights)).ToScalar();
    }

    private static Batch BatchOf(TensorScope scope, float[] labels, int[] groups, float[]? weights = null)
    {
        int rows = labels.Length;
        return new Batch(scope, scope.Zeros([rows, 1]), scope.From(labels, [rows]), weights is null ? null : scope.From(weights, [rows]), weights?.Sum() ?? rows, groups);
    }
}

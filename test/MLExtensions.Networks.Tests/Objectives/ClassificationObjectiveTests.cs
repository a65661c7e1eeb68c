using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class ClassificationObjectiveTests
{
    [TestMethod]
    public void Multiclass_WithSmoothingAndClassWeights_IsSavedWithThem()
    {
        var objective = new MulticlassObjective(3) { LabelSmoothing = 0.1f, ClassWeights = [1, 0, 2.5f] };
        Assert.AreEqual(objective, RoundTrip(objective));
        Assert.AreEqual(new MulticlassObjective(3), RoundTrip(new MulticlassObjective(3)));
        Assert.AreNotEqual(objective, new MulticlassObjective(3) { LabelSmoothing = 0.1f });
        Assert.AreNotEqual(objective, objective with { ClassWeights = [1, 0, 2] });
        Assert.AreEqual(objective.GetHashCode(), RoundTrip(objective).GetHashCode());
    }

    [TestMethod]
    public void Binary_WithAPositiveWeight_IsSavedWithIt()
    {
        var objective = new BinaryObjective { PositiveWeight = 3.5f };
        Assert.AreEqual(objective, RoundTrip(objective));
        Assert.AreEqual(new BinaryObjective(), RoundTrip(new BinaryObjective()));
        Assert.AreNotEqual(objective, new BinaryObjective());
    }

    [TestMethod]
    public void Multiclass_Loss_SmoothsAndWeighs()
    {
        // softmax(log 1, log 2, log 5) is 1/8, 2/8, 5/8. Labels 0 and 2 of class weights 1 and 4, row weights 1 and 2: the mean divides by 1 + 2 * 4.
        var objective = new MulticlassObjective(3) { ClassWeights = [1, 9, 4] };
        float[] row = [0, MathF.Log(2), MathF.Log(5)];
        double loss = Loss(objective, [.. row, .. row], [2, 3], [0, 2], [1, 2]);
        Assert.AreEqual((Math.Log(8) + 2 * 4 * Math.Log(1.6)) / 9, loss, 1e-6);

        // 0.7 of the label, and 0.1 of each class.
        loss = Loss(new MulticlassObjective(3) { LabelSmoothing = 0.3f }, row, [1, 3], [2], null);
        Assert.AreEqual(0.7 * Math.Log(1.6) + 0.1 * (Math.Log(8) + Math.Log(4) + Math.Log(1.6)), loss, 1e-6);
    }

    [TestMethod]
    public void Binary_Loss_WeighsRowsOfLabelOne()
    {
        // s(log 3) is 3/4: -log(3/4) three times over, and -log(1/4).
        using var scope = new TensorScope(CpuDevice.Default);
        var batch = new Batch(scope, scope.Zeros([2, 1]), scope.From([1f, 0], [2]), null, 2);
        Tensor output = scope.From([MathF.Log(3), MathF.Log(3)], [2, 1]);
        Tensor loss = new BinaryObjective { PositiveWeight = 3 }.Loss(new ForwardContext(scope), output, batch);
        Assert.AreEqual((-3 * Math.Log(0.75) - Math.Log(0.25)) / 2, loss.ToScalar(), 1e-6);
    }

    [TestMethod]
    public void Create_WithValuesOutOfRange_NamesTheProperty()
    {
        foreach ((Objective objective, string name) in new (Objective, string)[]
        {
            (new MulticlassObjective(3) { LabelSmoothing = 1 }, "LabelSmoothing"),
            (new MulticlassObjective(3) { LabelSmoothing = float.NaN }, "LabelSmoothing"),
            (new MulticlassObjective(3) { ClassWeights = [1, 2] }, "ClassWeights has 2 weights; expected one for each of the 3 classes"),
            (new MulticlassObjective(3) { ClassWeights = [] }, "ClassWeights has 0 weights"),
            (new MulticlassObjective(3) { ClassWeights = [1, 2, -1] }, "ClassWeights is [1, 2, -1]"),
            (new MulticlassObjective(3) { ClassWeights = [0, 0, 0] }, "at least one above 0"),
            (new BinaryObjective { PositiveWeight = 0 }, "PositiveWeight"),
            (new BinaryObjective { LabelCount = 3, PositiveWeights = [1, 2] }, "PositiveWeights has 2 weights; expected one for each label, of which LabelCount says there are 3"),
            (new BinaryObjective { LabelCount = 2, PositiveWeights = [1, 0] }, "PositiveWeights is [1, 0]; expected finite numbers above 0"),
            (new BinaryObjective { PositiveWeights = [2], PositiveWeight = 3 }, "expected one of them"),
        })
        {
            var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Network.Create(new FeedForward(), objective, new InputDescription([2]), seed: 1));
            StringAssert.Contains(error.Message, name);
        }
    }

    [TestMethod]
    public void BalanceClasses_GivesScikitLearnsWeights()
    {
        // compute_class_weight("balanced", classes=[0, 1, 3], y=[1, 1, 1, 1, 0, 0, 3]) is [7/6, 7/12, 7/3]; class 2 has no rows.
        int[] classes = [1, 1, 1, 1, 0, 0, 3];
        var objective = (MulticlassObjective)new MulticlassObjective(4) { BalanceClasses = true }.Fit(new InMemoryData([1], new float[7], classes));
        AssertClose([7 / 6f, 7 / 12f, 1, 7 / 3f], objective.ClassWeights!);

        // With row weights as if rows were there so many times; what is given stays.
        objective = (MulticlassObjective)new MulticlassObjective(4) { BalanceClasses = true }.Fit(new InMemoryData([1], new float[4], new[] { 1, 0, 3, 2 }, new float[] { 4, 2, 1, 0 }));
        AssertClose([7 / 6f, 7 / 12f, 1, 7 / 3f], objective.ClassWeights!);
        Assert.AreSame(objective, objective.Fit(new InMemoryData([1], new float[7], classes)));
        var plain = new MulticlassObjective(4);
        Assert.AreSame(plain, plain.Fit(new InMemoryData([1], new float[7], classes)));
    }

    [TestMethod]
    public void BalanceClasses_OfSeveralLabels_WeighsEach()
    {
        // Weights 1, 2, 3: of the first label 5 to 1, of the second 1 to 5, of the third all are yes.
        var data = new InMemoryData([1], new float[3], new float[] { 1, 0, 1, 0, 1, 1, 0, 1, 1 }, new float[] { 1, 2, 3 }, labelSize: 3);
        var objective = (BinaryObjective)new BinaryObjective { LabelCount = 3, BalanceClasses = true }.Fit(data);
        AssertClose([5, 1 / 5f, 1], objective.PositiveWeights!);
        Assert.AreEqual(objective, RoundTrip(objective));
    }

    [TestMethod]
    public void Binary_OfSeveralLabels_IsRightAsOftenAsItsLabelsAre()
    {
        var objective = new BinaryObjective { LabelCount = 4 };
        Assert.AreEqual(0.75, objective.RowMetric([1, -1, 2, -2], [1, 0, 0, 0]));
        Assert.ThrowsExactly<ArgumentException>(() => objective.CheckLabels([0, 1, 0.5f, 1]));
    }

    [TestMethod]
    public void Train_WithAPositiveWeight_PredictsTheWeightedShare()
    {
        // One row in four is of label 1 and counts three times: without features the best score is the log-odds of 3/4 to 3/4, which is 0; unweighted it is -log 3.
        float[] labels = [.. Enumerable.Range(0, 200).Select(i => i % 4 == 0 ? 1f : 0)];
        foreach ((float weight, double expected) in new[] { (3f, 0), (1f, -Math.Log(3)) })
        {
            Network network = Network.Create(
                new FeedForward { HiddenLayers = [] }, new BinaryObjective { PositiveWeight = weight }, new InputDescription([1]), seed: 1);
            network.Train(new InMemoryData([1], new float[200], labels), null, new TrainingOptions { Epochs = 200, BatchSize = 200, LearningRate = 0.1f });
            Assert.AreEqual(expected, network.Module.Parameters[^1].Values[0], 0.02);
        }
    }

    private static double Loss(MulticlassObjective objective, float[] output, Shape shape, int[] labels, float[]? weights)
    {
        using var scope = new TensorScope(CpuDevice.Default);
        Tensor? rowWeights = weights is null ? null : scope.From(weights, [weights.Length]);
        var batch = new Batch(scope, scope.Zeros([labels.Length, 1]), scope.From(labels, [labels.Length]), rowWeights, weights?.Sum() ?? labels.Length);
        return objective.Loss(new ForwardContext(scope), scope.From(output, shape), batch).ToScalar();
    }

    private static void AssertClose(float[] expected, IReadOnlyList<float> got)
    {
        Assert.AreEqual(expected.Length, got.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], got[i], 1e-6f, $"weight {i}");
        }
    }

    private static Objective RoundTrip(Objective objective)
    {
        using var stream = new MemoryStream();
        Network.Create(new FeedForward { HiddenLayers = [] }, objective, new InputDescription([2]), seed: 1).Save(stream);
        stream.Position = 0;
        return Network.Load(stream).Objective;
    }
}

using MLExtensions.Tensors;

namespace MLExtensions.Networks.Tests;

[TestClass]
public sealed class RegressionObjectiveTests
{
    [TestMethod]
    public void Fit_TakesMeanAndDeviationOfTheLabels()
    {
        // The textbook's 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population standard deviation 2.
        RegressionObjective fitted = Fit([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.AreEqual(5f, fitted.LabelMeans[0]);
        Assert.AreEqual(2f, fitted.LabelScales[0], 1e-6f);
        Assert.IsTrue(fitted.IsFitted);
    }

    [TestMethod]
    public void Fit_CountsWeights()
    {
        RegressionObjective fitted = Fit([2, 4, 5, 7, 9, 1000], [1, 3, 2, 1, 1, 0]);
        Assert.AreEqual(5f, fitted.LabelMeans[0]);
        Assert.AreEqual(2f, fitted.LabelScales[0], 1e-6f);
    }

    [TestMethod]
    public void Fit_OfLargeLabels_KeepsTheirSpread()
    {
        RegressionObjective fitted = Fit([.. Enumerable.Range(0, 4096).Select(row => 16_000_000f + (row % 2))]);
        Assert.AreEqual(16_000_000.5f, fitted.LabelMeans[0]);
        Assert.AreEqual(0.5f, fitted.LabelScales[0], 1e-6f);
    }

    [TestMethod]
    public void Fit_OfAConstantLabel_ScalesByOne()
    {
        RegressionObjective fitted = Fit([0.1f, 0.1f, 0.1f]);
        Assert.AreEqual(0.1f, fitted.LabelMeans[0]);
        Assert.AreEqual(1f, fitted.LabelScales[0]);
    }

    [TestMethod]
    public void Fit_OfSeveralLabels_IsThatOfEach()
    {
        // The textbook's numbers, a constant, and the numbers in thousandths.
        float[] numbers = [2, 4, 4, 4, 5, 5, 7, 9];
        var fitted = (RegressionObjective)new RegressionObjective { OutputCount = 3 }.Fit(
            new InMemoryData([1], new float[8], numbers.SelectMany(number => new[] { number, 6, number / 1000 }).ToArray(), labelSize: 3));
        CollectionAssert.AreEqual(new[] { 5, 6, 0.005f }, fitted.LabelMeans.ToArray());
        Assert.AreEqual(2, fitted.LabelScales[0], 1e-6f);
        Assert.AreEqual(1, fitted.LabelScales[1]);
        Assert.AreEqual(0.002, fitted.LabelScales[2], 1e-8);
    }

    [TestMethod]
    public void Fit_ForPoisson_DividesByTheMean_AndCentresNothing()
    {
        var fitted = (RegressionObjective)new RegressionObjective { LossFunction = new PoissonLoss() }.Fit(Data([2, 4, 5, 7, 9, 1000], [1, 3, 2, 1, 1, 0]));
        Assert.AreEqual(0, fitted.LabelMeans[0]);
        Assert.AreEqual(5, fitted.LabelScales[0]);

        fitted = (RegressionObjective)new RegressionObjective { LossFunction = new PoissonLoss() }.Fit(Data([0, 0], null));
        Assert.AreEqual(1, fitted.LabelScales[0]);
    }

    [TestMethod]
    public void Fit_OfLabelsThatTheLossCannotLearn_NamesOne()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => new RegressionObjective { LossFunction = new PoissonLoss() }.Fit(Data([1, -2], null)));
        StringAssert.Contains(error.Message, "A label is -2; the Poisson loss takes counts, 0 or more");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => new RegressionObjective().CheckLabels([1, float.NaN])).Message, "A label is NaN; regression takes finite numbers");
    }

    [TestMethod]
    public void Scores_OfSeveralLabels_AreInTheUnitOfEach()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var objective = new RegressionObjective { OutputCount = 2, LabelMeans = [100, -1], LabelScales = [10, 0.5f] };
        CollectionAssert.AreEqual(
            new[] { 110f, 0, 95, -1 }, objective.Scores(new ForwardContext(scope), scope.From([1f, 2, -0.5f, 0], [2, 2])).ToArray());

        // softplus(0) is log 2.
        objective = objective with { LossFunction = new GaussianLoss() };
        float[] scores = objective.Scores(new ForwardContext(scope), scope.From([1f, 2, 0, 0], [1, 4])).ToArray();
        Assert.AreEqual(110f, scores[0]);
        Assert.AreEqual(0f, scores[1]);
        Assert.AreEqual(10 * (Math.Log(2) + 0.001), scores[2], 1e-5);
        Assert.AreEqual(0.5 * (Math.Log(2) + 0.001), scores[3], 1e-6);
    }

    [TestMethod]
    public void Gaussian_OfExtremeOutputs_StaysFinite()
    {
        using var scope = new TensorScope(CpuDevice.Default);
        var objective = new RegressionObjective(0, 1) { LossFunction = new GaussianLoss() };
        foreach (float spread in new[] { -1e4f, -100, 100, 1e4f })
        {
            var tape = new GradientTape();
            Tensor output = scope.Detach(scope.From([3, spread], [1, 2]), requiresGradient: true);
            var batch = new Batch(scope, scope.Zeros([1, 1]), scope.From([0f], [1]), null, 1);
            Tensor loss = objective.Loss(new ForwardContext(scope, tape), output, batch);
            tape.Backward(loss, scope);
            Assert.IsTrue(float.IsFinite(loss.ToScalar()), $"{spread}");
            Assert.IsTrue(tape.Gradient(output)!.Value.ToArray().All(float.IsFinite), $"{spread}");
            float[] scores = objective.Scores(new ForwardContext(scope), output).ToArray();
            Assert.IsTrue(float.IsFinite(scores[1]) && scores[1] > 0, $"{spread}");
        }
    }

    [TestMethod]
    public void Metrics_AreNamedByTheLoss()
    {
        foreach ((RegressionLoss loss, string name) in new (RegressionLoss, string)[]
        {
            (new SquaredLoss(), "RootMeanSquaredError"), (new AbsoluteLoss(), "MeanAbsoluteError"), (new HuberLoss(), "MeanAbsoluteError"),
            (new QuantileLoss(), "PinballLoss"), (new PoissonLoss(), "PoissonDeviance"), (new GaussianLoss(), "RootMeanSquaredError"),
        })
        {
            Assert.AreEqual(name, new RegressionObjective { LossFunction = loss }.MetricName);
        }
    }

    [TestMethod]
    public void Train_OnLabelsOfAnotherSize_SaysSo()
    {
        Network network = Network.Create(new FeedForward { HiddenLayers = [] }, new RegressionObjective { OutputCount = 2 }, new InputDescription([1]), seed: 1);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => network.Train(Data([1, 2], null), null, new TrainingOptions())).Message,
            "The training labels have 1 values a row; the objective takes 2");
    }

    [TestMethod]
    public void Scores_AreTheDevicesWork_AndKeepTheGradient()
    {
        // score = 3 + 4 output, so the score depends on the output by 4.
        using var scope = new TensorScope(CpuDevice.Default);
        var tape = new GradientTape();
        Tensor output = scope.Detach(scope.From([0.5f, -1], [2, 1]), requiresGradient: true);
        Tensor scores = new RegressionObjective(3, 4).Scores(new ForwardContext(scope, tape), output);
        CollectionAssert.AreEqual(new[] { 5f, -1f }, scores.ToArray());
        tape.Backward(scores, scope, scope.From([1f, 10f], [2, 1]));
        CollectionAssert.AreEqual(new[] { 4f, 40f }, tape.Gradient(output)!.Value.ToArray());
    }

    [TestMethod]
    public void Fit_OfAFittedObjective_ChangesNothing()
    {
        var objective = new RegressionObjective(3, 4);
        Assert.AreSame(objective, objective.Fit(Data([1, 2], null)));
    }

    private static RegressionObjective Fit(float[] labels, float[]? weights = null) => (RegressionObjective)new RegressionObjective().Fit(Data(labels, weights));

    private static InMemoryData Data(float[] labels, float[]? weights) => new([1], new float[labels.Length], labels, weights);
}

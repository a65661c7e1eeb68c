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

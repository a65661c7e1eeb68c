using Microsoft.ML;

namespace MLExtensions.Tests.Citizenship;

/// <summary>ML.NET's permutation feature importance takes a network as it takes any model.</summary>
[TestClass]
public sealed class FeatureImportanceTests
{
    [TestMethod]
    public void OfANetwork_IsAsTheSquaresOfWhatTheTargetIsMadeOf()
    {
        var context = new MLContext(seed: 1);
        var data = TestData.View(context, TestData.Points(2000));
        var network = context.Regression.Trainers.FeedForward("Target").Fit(data);

        var importance = context.Regression.PermutationFeatureImportance(network, data, "Target", permutationCount: 10);

        // Target = 100 + 30 x0 - 20 x1, each evenly between -1 and 1, with variance 1/3: a shuffled slot adds twice its part of the target's variance.
        Assert.HasCount(4, importance);
        Assert.AreEqual(2 * 900 / 3.0, importance[0].MeanSquaredError.Mean, 60);
        Assert.AreEqual(2 * 400 / 3.0, importance[1].MeanSquaredError.Mean, 30);
        Assert.AreEqual(0, importance[2].MeanSquaredError.Mean, 5);
        Assert.AreEqual(0, importance[3].MeanSquaredError.Mean, 5);
    }
}

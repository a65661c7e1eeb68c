using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>ML.NET's permutation feature importance explains a network as it explains its own models: what the label is made of matters, the rest does not.</summary>
[TestClass]
public sealed class PermutationFeatureImportanceTests
{
    /// <summary>What a metric may change where a feature that the label does not depend on is shuffled.</summary>
    private const double Nothing = 0.05;

    private readonly MLContext _context = new(seed: 1);

    private IDataView Data => _context.Data.Cache(TestData.View(_context, TestData.Points(1000)));

    [TestMethod]
    public void Regression_RanksTheFeaturesAsTheyMakeTheLabel()
    {
        var data = Data;
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 20).Fit(data);

        // The target is 30 times the first less 20 times the second.
        double[] change = [.. _context.Regression.PermutationFeatureImportance(model, data, "Target").Select(feature => feature.RSquared.Mean)];

        Assert.HasCount(4, change);

        // Shuffling a feature adds twice its variance to the squared error: R² falls by 2 * 900 / 1300 and 2 * 400 / 1300 where the fit is perfect.
        Assert.AreEqual(-1.38, change[0], 0.2);
        Assert.AreEqual(-0.62, change[1], 0.2);
        Assert.AreEqual(0, change[2], Nothing);
        Assert.AreEqual(0, change[3], Nothing);
    }

    [TestMethod]
    public void Binary_FindsBothFeaturesThatOnlyTogetherTellTheClass()
    {
        var data = Data;
        var model = _context.BinaryClassification.Trainers.FeedForward(epochs: 30).Fit(data);

        double[] change = [.. _context.BinaryClassification.PermutationFeatureImportance(model, data).Select(feature => feature.AreaUnderRocCurve.Mean)];

        Assert.HasCount(4, change);
        Assert.IsLessThan(-0.3, change[0]);
        Assert.IsLessThan(-0.3, change[1]);
        Assert.AreEqual(0, change[2], Nothing);
        Assert.AreEqual(0, change[3], Nothing);
    }

    [TestMethod]
    public void Multiclass_FindsTheThreeFeaturesThatTellTheClass()
    {
        var data = _context.Transforms.Conversion.MapValueToKey("Key", "Color").Fit(Data).Transform(Data);
        var model = _context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 20).Fit(data);

        double[] change = [.. _context.MulticlassClassification.PermutationFeatureImportance(model, data, "Key").Select(feature => feature.MicroAccuracy.Mean)];

        Assert.HasCount(4, change);
        Assert.IsTrue(change.Take(3).All(value => value < -0.1), string.Join(' ', change));
        Assert.AreEqual(0, change[3], Nothing);
    }

    [TestMethod]
    public void ALoadedNetwork_IsExplainedAsTheOneThatWasSaved()
    {
        var data = Data;
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 5).Fit(data);
        using var file = new MemoryStream();
        _context.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = (ISingleFeaturePredictionTransformer<Network>)new MLContext().Model.Load(file, out _);

        CollectionAssert.AreEqual(Change(model), Change(loaded));

        // Contexts of one seed shuffle alike.
        double[] Change(ISingleFeaturePredictionTransformer<Network> network) =>
            [.. new MLContext(seed: 3).Regression.PermutationFeatureImportance(network, data, "Target").Select(feature => feature.RSquared.Mean)];
    }

    [TestMethod]
    public void SeveralPermutations_GiveAMeanWithItsSpread()
    {
        var data = Data;
        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 10).Fit(data);

        var first = _context.Regression.PermutationFeatureImportance(model, data, "Target", numberOfExamplesToUse: 300, permutationCount: 5)[0].RSquared;

        Assert.IsLessThan(-1, first.Mean);
        Assert.IsGreaterThan(0, first.StandardDeviation);
        Assert.AreEqual(first.StandardDeviation / Math.Sqrt(5), first.StandardError, 1e-9);
    }
}

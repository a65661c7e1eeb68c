using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Citizenship;

/// <summary>A network stands anywhere in a chain: the chain keeps every promise, and its members use each other's columns.</summary>
[TestClass]
public sealed class ChainTests
{
    private const int Rows = 300; // more than a block of the scorer

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void ANetworkInTheMiddle_KeepsEveryPromise() => Check(
        "featurizers, network, transformers",
        _context.Transforms.NormalizeMinMax("Scaled", "Features")
            .Append(_context.Regression.Trainers.FeedForward("Amount", "Scaled", epochs: 1))
            .Append(_context.Transforms.NormalizeMinMax("Score"))
            .Append(_context.Transforms.Concatenate("All", "Scaled", "Score")));

    [TestMethod]
    public void AClassifierInTheMiddle_WhosePredictionsBecomeText_KeepsEveryPromise() => Check(
        "classifier, keys to values",
        _context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1)
            .Append(_context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")));

    [TestMethod]
    public void TwoNetworks_OfWhichTheSecondReadsTheFirst_KeepEveryPromise() => Check(
        "network over a network",
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1)
            .Append(_context.Transforms.Concatenate("Stacked", "Features", "Score"))
            .Append(_context.BinaryClassification.Trainers.FeedForward("Answer", "Stacked", epochs: 1)));

    [TestMethod]
    public void ThreeTasks_AndABuiltInTrainer_KeepEveryPromise() => Check(
        "three networks and a linear model",
        _context.BinaryClassification.Trainers.FeedForward("Answer", epochs: 1)
            .Append(_context.MulticlassClassification.Trainers.FeedForward("GradeKey", epochs: 1))
            .Append(_context.BinaryClassification.Trainers.SdcaLogisticRegression("Answer", maximumNumberOfIterations: 1))
            .Append(_context.Regression.Trainers.FeedForward("Amount", epochs: 1)));

    [TestMethod]
    public void AChainOfANetworkAlone_KeepsEveryPromise() =>
        Check("chain of one", new EstimatorChain<ITransformer>().Append(_context.Regression.Trainers.FeedForward("Amount", epochs: 1)));

    [TestMethod]
    public void TheSecondNetwork_LearnsFromTheFirstOnesScores()
    {
        // The second sees the score alone, so that it can only know what the first has learnt.
        var data = _context.Data.TrainTestSplit(RealTables.Houses(_context), testFraction: 0.25, seed: 1);
        var chain = _context.Transforms.NormalizeMeanVariance("Features")
            .Append(_context.Regression.Trainers.FeedForward(hiddenLayers: [32], epochs: 60))
            .Append(_context.Transforms.NormalizeMeanVariance("First", "Score"))
            .Append(_context.Regression.Trainers.Network(new() { FeatureColumnNames = ["First"], Epochs = 60 }));

        var scored = chain.Fit(data.TrainSet).Transform(data.TestSet);

        Assert.IsGreaterThan(0.6, _context.Regression.Evaluate(scored).RSquared);
        Assert.AreEqual(2, scored.Schema.Count(column => column.Name == "Score"));
    }

    [TestMethod]
    public void ACacheCheckpointBeforeANetwork_ChangesNothingButTheWork()
    {
        var data = TestData.View(_context, TestData.Points(Rows));
        var normalize = _context.Transforms.NormalizeMeanVariance("Features");
        var network = _context.Regression.Trainers.FeedForward("Target", epochs: 2);

        var plain = normalize.Append(network).Fit(data);
        var cached = normalize.AppendCacheCheckpoint(_context).Append(network).Fit(data);

        CollectionAssert.AreEqual(plain.Transform(data).Values<float>("Score"), cached.Transform(data).Values<float>("Score"));
    }

    [TestMethod]
    public void ACacheCheckpointAfterANetwork_FeedsTheNextEstimatorItsScores()
    {
        var data = TestData.View(_context, TestData.Points(Rows));

        var model = _context.Regression.Trainers.FeedForward("Target", epochs: 30)
            .AppendCacheCheckpoint(_context)
            .Append(_context.Transforms.NormalizeMinMax("Part", "Score", fixZero: false))
            .Fit(data);

        float[] parts = model.Transform(data).Values<float>("Part");
        Assert.AreEqual(0, parts.Min(), 1e-4);
        Assert.AreEqual(1, parts.Max(), 1e-4);
    }

    [TestMethod]
    public void TheLastTransformer_IsTheNetwork_AndTheChainsDelegateSeesIt()
    {
        NetworkTransformer? seen = null;
        var chain = _context.Transforms.NormalizeMinMax("Features")
            .Append(_context.Regression.Trainers.FeedForward("Target", epochs: 1).WithOnFitDelegate(network => seen = network));

        var model = chain.Fit(TestData.View(_context, TestData.Points(50)));

        Assert.AreSame(seen, model.LastTransformer);
        Assert.AreEqual("Features", seen!.FeatureColumnName);
    }

    private void Check(string name, IEstimator<ITransformer> chain) => EstimatorHarness.Check(new EstimatorCase
    {
        Name = name,
        Context = _context,
        Estimator = chain,
        Valid = new SampleTable(_context, Rows).Whole(),
        Invalid = [new("Features", new SampleTable(_context, Rows).Without("Features"))],
    });
}

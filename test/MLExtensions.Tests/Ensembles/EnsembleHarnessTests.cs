using MLExtensions.Tests.Harness;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace MLExtensions.Tests.Ensembles;

/// <summary>An ensemble keeps what ML.NET asks of every estimator's transformer: schemas, cursors, shuffled ones too, mappers, saved copies. Its members are of other kinds and have featurizers.</summary>
[TestClass]
public sealed class EnsembleHarnessTests
{
    private const int Rows = 600; // more than two blocks of a network's scorer

    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void ARegressionEnsemble_KeepsEveryPromise() => Check(
        "Amount",
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
        _context.Transforms.NormalizeMinMax("Scaled", "Features").Append(_context.Regression.Trainers.Sdca("Amount", "Scaled", maximumNumberOfIterations: 2)),
        _context.Regression.Trainers.FastTree("Amount", numberOfLeaves: 4, numberOfTrees: 5));

    [TestMethod]
    public void ABinaryEnsemble_KeepsEveryPromise() => Check(
        "Answer",
        _context.BinaryClassification.Trainers.FeedForward("Answer", epochs: 1),
        _context.BinaryClassification.Trainers.Network(new() { LabelColumnName = "Answer", FeatureColumnNames = ["Features", "Town", "Rooms"], Epochs = 1 }),
        _context.Transforms.Categorical.OneHotEncoding("TownSlots", "Town")
            .Append(_context.Transforms.ReplaceMissingValues("Filled", "Features"))
            .Append(_context.Transforms.Concatenate("All", "TownSlots", "Filled"))
            .Append(_context.BinaryClassification.Trainers.FastTree("Answer", "All", numberOfLeaves: 4, numberOfTrees: 5)),
        _context.BinaryClassification.Trainers.SdcaLogisticRegression("Answer", maximumNumberOfIterations: 2));

    [TestMethod]
    public void AMulticlassEnsemble_KeepsEveryPromise() => Check(
        "ColorKey",
        _context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1),
        _context.MulticlassClassification.Trainers.SdcaMaximumEntropy("ColorKey", maximumNumberOfIterations: 2),
        _context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.FastTree("ColorKey", numberOfLeaves: 4, numberOfTrees: 5), "ColorKey"),
        _context.MulticlassClassification.Trainers.FeedForward("ColorKey", epochs: 1));

    [TestMethod]
    public void AnEnsembleOfEnsembles_InAChain_KeepsEveryPromise() => Check(
        "Amount",
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
        new EnsembleEstimator(
            _context,
            _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
            _context.Regression.Trainers.FeedForward("Amount", epochs: 1),
            _context.Transforms.CopyColumns("Again", "Features").Append(_context.Regression.Trainers.FeedForward("Amount", "Again", epochs: 1))),
        _context.Regression.Trainers.FeedForward("Amount", epochs: 1));

    [TestMethod]
    public void AnEnsembleThatHandsOnTheLabelThatItsMembersMake_KeepsEveryPromise()
    {
        var key = _context.Transforms.Conversion.MapValueToKey("Key", nameof(SampleRow.Color));
        Check(
            nameof(SampleRow.Color),
            new EnsembleEstimator(
                _context,
                key.Append(_context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1)),
                key.Append(_context.MulticlassClassification.Trainers.FeedForward("Key", epochs: 1)),
                key.Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy("Key", maximumNumberOfIterations: 2))) { LabelColumnName = "Key" });
    }

    private void Check(string label, IEstimator<ITransformer> promise, params IEstimator<ITransformer>[] members) =>
        Check(label, new EnsembleEstimator(_context, promise, members));

    private void Check(string label, EnsembleEstimator ensemble)
    {
        var table = new SampleTable(_context, Rows);
        EstimatorHarness.Check(new EstimatorCase
        {
            Name = $"ensemble with label '{label}'",
            Context = _context,
            Estimator = ensemble,
            Valid = table.Whole(),
            Invalid = [new("Features", table.Without("Features")), new("Features", table.With("Features", nameof(SampleRow.Stamp)))],
            ValidForTransformOnly = ensemble.LabelColumnName is null ? [new(label, table.Without(label))] : [],
            ValidForFitOnly = [new("Features", table.With("Features", nameof(SampleRow.Wide)))],
        });
    }
}

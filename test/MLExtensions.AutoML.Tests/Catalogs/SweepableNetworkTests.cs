using MLExtensions.Networks;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML.Tests.Catalogs;

/// <summary>Each architecture goes through a sweepable pipeline: built from values, fitted, scored.</summary>
[TestClass]
public sealed class SweepableNetworkTests
{
    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> Architectures =>
    [
        [nameof(FeedForward)], [nameof(ResidualTabular)], [nameof(TabularTransformer)], [nameof(Convolutional)], [nameof(ResNet)],
        [nameof(VisionTransformer)], [nameof(TextConvolutional)], [nameof(Recurrent)], [nameof(TransformerEncoder)],
    ];

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void EachArchitecture_BuiltFromDefaultsAndFromRandomValues_TrainsWithThem(string name)
    {
        IDataView data = TestRows.View(_context, 60);
        SweepableNetworkEstimator sweepable = Create(name, PredictionTask.BinaryClassification);
        Assert.AreEqual(name, sweepable.Name);
        SearchSpace space = sweepable.SearchSpace;
        var random = new Random(1);
        foreach (double[] places in new[] { space.Default, [.. Enumerable.Range(0, space.FeatureSpaceDim).Select(_ => 0.3 * random.NextDouble())] })
        {
            Parameter parameter = space.SampleFromFeatureSpace(places);
            var model = (NetworkTransformer)sweepable.BuildFromOption(_context, parameter).Fit(data);

            Assert.AreEqual(name, model.Model.Architecture.GetType().Name);
            Assert.AreEqual(1, model.Model.History!.Epochs.Count);
            Assert.AreEqual(parameter["LearningRate"].AsType<float>(), model.Model.History.Epochs[0].LearningRate, 1e-9f);
            Assert.AreEqual(60, model.Transform(data).GetColumn<float>("Probability").Count(probability => probability is >= 0 and <= 1));
        }
    }

    [TestMethod]
    [DataRow(PredictionTask.BinaryClassification, "Label")]
    [DataRow(PredictionTask.MulticlassClassification, "ColorKey")]
    [DataRow(PredictionTask.Regression, "Target")]
    public void Network_OfEachTask_PredictsItsLabel(PredictionTask task, string label)
    {
        IDataView data = TestRows.View(_context);
        SweepablePipeline pipeline = _context.Transforms.Conversion.MapValueToKey("ColorKey", "Color").Append(
            _context.Auto().FeedForward(task, label, ["Size", "Weight", "City"], defaultOption: new() { Epochs = 40, BatchSize = 32, LearningRate = 1e-2f }));
        ITransformer model = pipeline.BuildFromOption(_context, pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default)).Fit(data);
        IDataView scored = model.Transform(data);

        switch (task)
        {
            case PredictionTask.BinaryClassification:
                Assert.IsTrue(_context.BinaryClassification.Evaluate(scored).Accuracy > 0.85);
                break;
            case PredictionTask.MulticlassClassification:
                Assert.IsTrue(_context.MulticlassClassification.Evaluate(scored, label).MicroAccuracy > 0.6);
                break;
            default:
                Assert.IsTrue(_context.Regression.Evaluate(scored, label).RSquared > 0.9);
                break;
        }
    }

    [TestMethod]
    public void Append_BesideOthers_MakesAChoiceOfThem()
    {
        SweepablePipeline pipeline = _context.Transforms.CopyColumns("Copy", "Size").Append(
            _context.Auto().FeedForward(PredictionTask.Regression, "Target", ["Copy"]), _context.Auto().ResidualTabular(PredictionTask.Regression, "Target", ["Copy"]));

        var schema = (ChoiceOption)pipeline.SearchSpace["_SCHEMA_"];
        Assert.AreEqual(2, schema.Choices.Length);
        string[] names = [.. schema.Choices.Select(choice =>
        {
            Parameter parameter = pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
            parameter["_SCHEMA_"] = choice;
            return PipelineNames.Of(pipeline, parameter);
        })];
        CollectionAssert.AreEqual(new[] { "ColumnCopying=>FeedForward", "ColumnCopying=>ResidualTabular" }, names);
    }

    [TestMethod]
    public void Configure_ChangesWhatIsNotSwept()
    {
        SweepableNetworkEstimator sweepable = _context.Auto().FeedForward(
            PredictionTask.Regression,
            "Target",
            ["Size", "Weight"],
            exampleWeightColumnName: "RowWeight",
            defaultOption: new() { Epochs = 1 },
            configure: options => options.Loss = new QuantileLoss { Quantile = 0.9f });

        var model = (NetworkTransformer)sweepable.BuildFromOption(_context, sweepable.Parameter).Fit(TestRows.View(_context));

        Assert.AreEqual(new QuantileLoss { Quantile = 0.9f }, ((RegressionObjective)model.Model.Objective).LossFunction);
    }

    [TestMethod]
    public void SearchSpace_OfOnesOwn_TakesThePlaceOfTheAttributes()
    {
        var space = new SearchSpace<SweepableFeedForward>(new SweepableFeedForward { Epochs = 1, Dropout = 0.25f });
        space["Width"] = new UniformIntOption(3, 5);
        space.Remove("Dropout");
        SweepableNetworkEstimator sweepable = _context.Auto().FeedForward(PredictionTask.Regression, "Target", ["Size"], searchSpace: space);

        var model = (NetworkTransformer)sweepable.BuildFromOption(_context, ((SearchSpace)space).SampleFromFeatureSpace([.. Enumerable.Repeat(0.5, space.FeatureSpaceDim)])).Fit(TestRows.View(_context));

        var architecture = (FeedForward)model.Model.Architecture;
        Assert.IsTrue(architecture.HiddenLayers.All(width => width == 4));
        Assert.AreEqual(0.25f, architecture.Dropout);
    }

    [TestMethod]
    public void WhatIsWrong_IsSaidAtOnce()
    {
        var error = Assert.Throws<ArgumentException>(() => _context.Auto().FeedForward(PredictionTask.Regression, featureColumnNames: []));
        StringAssert.Contains(error.Message, "FeatureColumnNames has no column");
        error = Assert.Throws<ArgumentException>(() => _context.Auto().FeedForward(PredictionTask.Regression, defaultOption: new(), searchSpace: new()));
        StringAssert.Contains(error.Message, "Both defaultOption and searchSpace are given");
        error = Assert.Throws<ArgumentException>(() => _context.Auto().Recurrent(PredictionTask.Regression, featureColumnNames: ["a", "b"], input: new SequenceInput()));
        StringAssert.Contains(error.Message, "expected that one alone");
        error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Auto().FeedForward((PredictionTask)7));
        StringAssert.Contains(error.Message, "The task is 7; expected one of BinaryClassification, MulticlassClassification, Regression.");
    }

    /// <summary>A network of one epoch, over the columns that suit it.</summary>
    private SweepableNetworkEstimator Create(string name, PredictionTask task)
    {
        AutoCatalog auto = _context.Auto();
        string[] table = ["Size", "Weight", "City"];
        return name switch
        {
            nameof(FeedForward) => auto.FeedForward(task, "Label", table, defaultOption: new() { Epochs = 1 }),
            nameof(ResidualTabular) => auto.ResidualTabular(task, "Label", table, defaultOption: new() { Epochs = 1 }),
            nameof(TabularTransformer) => auto.TabularTransformer(task, "Label", table, defaultOption: new() { Epochs = 1 }),
            nameof(Convolutional) => auto.Convolutional(task, "Label", ["Signal"], defaultOption: new() { Epochs = 1 }),
            nameof(ResNet) => auto.ResNet(task, "Label", ["Picture"], defaultOption: new() { Epochs = 1 }),
            nameof(VisionTransformer) => auto.VisionTransformer(task, "Label", ["Picture"], defaultOption: new() { Epochs = 1 }),
            nameof(TextConvolutional) => auto.TextConvolutional(task, "Label", ["Note"], defaultOption: new() { Epochs = 1 }),
            nameof(Recurrent) => auto.Recurrent(task, "Label", ["Note"], defaultOption: new() { Epochs = 1 }),
            _ => auto.TransformerEncoder(task, "Label", ["Steps"], defaultOption: new() { Epochs = 1 }),
        };
    }
}

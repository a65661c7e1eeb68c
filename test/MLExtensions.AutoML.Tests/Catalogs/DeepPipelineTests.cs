using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.AutoML.Tests.Catalogs;

/// <summary>The networks that are searched go by the columns, and read them as they are in the data.</summary>
[TestClass]
public sealed class DeepPipelineTests
{
    private readonly MLContext _context = new(seed: 1);
    private readonly IDataView _data;

    public DeepPipelineTests() => _data = TestRows.View(_context);

    [TestMethod]
    [DataRow("Size,Weight,City", "FeedForward,ResidualTabular,TabularTransformer")]
    [DataRow("Features", "FeedForward,ResidualTabular,TabularTransformer")]
    [DataRow("City", "TextConvolutional,Recurrent,TransformerEncoder")]
    [DataRow("Note", "TextConvolutional,Recurrent,TransformerEncoder")]
    [DataRow("Picture", "ResNet,VisionTransformer")]
    [DataRow("Signal", "Recurrent,Convolutional")]
    [DataRow("Steps", "Recurrent,Convolutional")]
    [DataRow("Size,Signal", "FeedForward,ResidualTabular,TabularTransformer,Recurrent,Convolutional")]
    public void DeepRegression_ByNames_HasTheNetworksThatSuitTheColumns(string columns, string expected) =>
        Assert.AreEqual(expected, Names(_context.Auto().DeepRegression(_data, "Target", columns.Split(','))));

    [TestMethod]
    public void DeepBinaryClassification_ByColumnInformation_ReadsFreeTextsAndLeavesOutWhatIsIgnored()
    {
        var information = new ColumnInformation { LabelColumnName = "Label", ExampleWeightColumnName = "RowWeight" };
        information.NumericColumnNames.Add("Size");
        information.CategoricalColumnNames.Add("City");
        information.TextColumnNames.Add("Note");
        Assert.AreEqual("FeedForward,ResidualTabular,TabularTransformer,TextConvolutional,Recurrent,TransformerEncoder", Names(_context.Auto().DeepBinaryClassification(_data, information)));

        information = new ColumnInformation { LabelColumnName = "Label" };
        foreach (string name in new[] { "Signal", "Steps", "Picture", "Color", "Target", "Note" })
        {
            information.IgnoredColumnNames.Add(name);
        }

        Assert.AreEqual("FeedForward,ResidualTabular,TabularTransformer", Names(_context.Auto().DeepBinaryClassification(_data, information)));
    }

    [TestMethod]
    public void DeepBinaryClassification_OfLongRows_LeavesOutAttentionBetweenAllValues()
    {
        IDataView wide = _context.Transforms.Concatenate("Wide", [.. Enumerable.Repeat("Features", 50)]).Fit(_data).Transform(_data);
        Assert.AreEqual("FeedForward,ResidualTabular", Names(_context.Auto().DeepBinaryClassification(wide, featureColumnNames: ["Wide"])));
    }

    [TestMethod]
    public void DeepPipeline_WithArchitectures_HasThoseAndSaysWhereNoneSuits()
    {
        Assert.AreEqual(
            "TabularTransformer", Names(_context.Auto().DeepRegression(_data, "Target", ["Size"], options: new() { Architectures = ["TabularTransformer", "ResNet"] })));
        var error = Assert.Throws<ArgumentException>(() => _context.Auto().DeepRegression(_data, "Target", ["Size"], options: new() { Architectures = ["ResNet"] }));
        StringAssert.Contains(error.Message, "Architectures is [ResNet], of which none suits the columns 'Size'.");
        error = Assert.Throws<ArgumentException>(() => _context.Auto().DeepMulticlassClassification(_data, "Key"));
        StringAssert.Contains(error.Message, "The label column 'Key' is not in the data.");
        error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.Auto().DeepRegression(_data, "Target", ["Price"]));
        StringAssert.Contains(error.Message, "The feature column 'Price' is not there.");
        var information = new ColumnInformation { LabelColumnName = "Label" };
        information.ImagePathColumnNames.Add("File");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => _context.Auto().DeepRegression(_data, information)).Message, "Put LoadRawImageBytes in the pipeline");
    }

    [TestMethod]
    [DataRow("Size,Weight,City")]
    [DataRow("Features")]
    [DataRow("Note")]
    [DataRow("Picture")]
    [DataRow("Signal")]
    [DataRow("Steps")]
    public void DeepBinaryClassification_OfEachKindOfColumn_LearnsWithEveryNetwork(string columns)
    {
        SweepablePipeline pipeline = _context.Auto().DeepBinaryClassification(_data, featureColumnNames: columns.Split(','), options: new() { Epochs = 12, Configure = options => options.BatchSize = 16 });
        foreach (Parameter parameter in Defaults(pipeline))
        {
            IDataView scored = pipeline.BuildFromOption(_context, parameter).Fit(_data).Transform(_data);
            double area = _context.BinaryClassification.Evaluate(scored).AreaUnderRocCurve;
            Assert.IsTrue(area > 0.7, $"{PipelineNames.Of(pipeline, parameter)}: {area}");
        }
    }

    [TestMethod]
    public void DeepBinaryClassification_BehindAFeaturizerOfTheSameNames_ReadsTheColumnsOfTheData()
    {
        // What AutoML's featurizer does: each column is replaced by its numbers, under its own name. Here they are useless, so that only who reads the data can learn.
        IEstimator<ITransformer> featurizer = _context.Transforms.Categorical.OneHotEncoding("City").Append(_context.Transforms.NormalizeMinMax("Size"))
            .Append(_context.Transforms.CustomMapping<Empty, Useless>((_, row) => row.Size = row.Weight = 0, null))
            .Append(_context.Transforms.Concatenate("Features", "Size", "Weight", "City"));
        SweepablePipeline pipeline = featurizer.Append(_context.Auto().DeepBinaryClassification(
            _data, featureColumnNames: ["Size", "Weight", "City"], options: new() { Epochs = 30, Architectures = ["FeedForward"], Configure = options => options.BatchSize = 16 }));

        ITransformer model = pipeline.BuildFromOption(_context, Defaults(pipeline).Single()).Fit(_data);
        double area = _context.BinaryClassification.Evaluate(model.Transform(_data)).AreaUnderRocCurve;
        Assert.IsTrue(area > 0.9, $"{area}");
    }

    [TestMethod]
    public void OriginalColumns_OfASavedModel_AreReadAgainAndOneRowAtATime()
    {
        var options = new NetworkTrainerOptions { FeatureColumnNames = ["Size", "City"], LabelColumnName = "Target", OriginalColumns = true, Epochs = 2 };
        ITransformer model = _context.Transforms.Categorical.OneHotEncoding("City").Append(_context.Regression.Trainers.Network(options)).Fit(_data);
        float[] expected = TestRows.Scores(model.Transform(_data));
        ITransformer direct = _context.Regression.Trainers.Network(options with { OriginalColumns = false }).Fit(_data);
        CollectionAssert.AreEqual(TestRows.Scores(direct.Transform(_data)), expected);

        using var stream = new MemoryStream();
        _context.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out _);
        CollectionAssert.AreEqual(expected, TestRows.Scores(loaded.Transform(_data)));
        using var engine = _context.Model.CreatePredictionEngine<TestRows.Row, Scored>(loaded);
        TestRows.Row[] rows = [.. _context.Data.CreateEnumerable<TestRows.Row>(_data, reuseRowObject: false).Take(5)];
        for (int i = 0; i < rows.Length; i++)
        {
            Assert.AreEqual(expected[i], engine.Predict(rows[i]).Score, 1e-4f);
        }
    }

    private static List<Parameter> Defaults(SweepablePipeline pipeline)
    {
        SearchSpace space = pipeline.SearchSpace;
        return [.. ((ChoiceOption)space["_SCHEMA_"]).Choices.Select(choice =>
        {
            Parameter parameter = space.SampleFromFeatureSpace(space.Default);
            parameter["_SCHEMA_"] = choice;
            return parameter;
        })];
    }

    private string Names(SweepablePipeline pipeline) => string.Join(',', Defaults(pipeline).Select(parameter => PipelineNames.Of(pipeline, parameter)));

    private sealed class Empty
    {
    }

    private sealed class Useless
    {
        public float Size { get; set; }

        public float Weight { get; set; }
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}

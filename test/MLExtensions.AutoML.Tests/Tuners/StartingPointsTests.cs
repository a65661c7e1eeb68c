using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLExtensions.AutoML.Tests.Tuners;

/// <summary>A tuner's first proposals: defaults, then settings that are known to be good.</summary>
[TestClass]
public sealed class StartingPointsTests
{
    private readonly MLContext _context = new(seed: 1);

    [TestMethod]
    public void Propose_WithStartingPoints_TriesEachOnceAfterTheDefaults()
    {
        Parameter[] points = [Point("e0 * e2", 0.02, "a"), Point("e0 * e2", 2, "b"), Point("e0 * e3", 0.7, "c")];
        var tuner = new TpeTuner(Minimisation.PipelineSpace, seed: 3, new TpeTunerOptions { StartingPoints = points });
        List<Parameter> proposals = [];
        Minimisation.Run(tuner, parameter =>
        {
            proposals.Add(parameter);
            return Minimisation.Pipeline(parameter);
        }, trials: 12);

        // Three defaults, then what is of the space: a rate of 2 is none.
        Assert.AreEqual("e0 * e1,e0 * e2,e0 * e3,e0 * e2,e0 * e3", string.Join(',', proposals.Take(5).Select(parameter => parameter["_SCHEMA_"].AsType<string>())));
        Assert.AreEqual(0.02, proposals[3]["e2"]["rate"].AsType<double>(), 1e-9);
        Assert.AreEqual(0.7, proposals[4]["e3"]["rate"].AsType<double>(), 1e-9);
        Assert.AreEqual(1, proposals.Count(parameter => parameter["_SCHEMA_"].AsType<string>() == "e0 * e3" && Math.Abs(parameter["e3"]["rate"].AsType<double>() - 0.7) < 1e-6));

        static Parameter Point(string schema, double rate, string kind)
        {
            var parameter = Minimisation.PipelineSpace.SampleFromFeatureSpace(Minimisation.PipelineSpace.Default);
            string key = schema[^2..];
            parameter["_SCHEMA_"] = Parameter.FromString(schema);
            parameter[key]["rate"] = Parameter.FromDouble(rate);
            parameter[key]["kind"] = Parameter.FromString(kind);
            return parameter;
        }
    }

    [TestMethod]
    public void Of_AFeaturizerAndMLNetsTrainers_GivesSettingsOfTheirSearchSpace()
    {
        SweepablePipeline pipeline = Pipeline();
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["_pipeline_"] = pipeline.SearchSpace };
        var dimensions = new SearchDimensions(space);
        IReadOnlyList<Parameter> settings = KnownSettings.Of(pipeline);

        string[] names = [.. settings.Select(setting => PipelineNames.Of(pipeline, setting["_pipeline_"]).Split("=>")[^1])];
        CollectionAssert.AreEqual(new[] { "FastTreeBinary", "FastForestBinary", "LbfgsLogisticRegressionBinary", "SdcaLogisticRegressionBinary", "FastTreeBinary" }, names);
        foreach (var setting in settings)
        {
            Assert.IsNotNull(dimensions.ToPoint(setting), "A setting is outside the search space.");
        }

        Assert.AreEqual("100,20,10,255,1,0.2", Values("NumberOfTrees", "NumberOfLeaves", "MinimumExampleCountPerLeaf", "MaximumBinCountPerFeature", "FeatureFraction", "LearningRate"));

        string Values(params string[] keys)
        {
            var trainer = settings[0]["_pipeline_"].Single(pair => pair.Value.ParameterType == ParameterType.Object && pair.Value.ContainsKey("MinimumExampleCountPerLeaf")).Value;
            return string.Join(',', keys.Select(key => trainer[key].AsType<double>().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    // Two ways to encode categories times four trainers and three networks: the networks read the columns as they are, and each trainer begins once.
    [TestMethod]
    public void Propose_WhereOnlyTheEncodingDiffers_GivesEachTrainersDefaultsOnce()
    {
        SweepablePipeline pipeline = Pipeline();
        var space = new Microsoft.ML.SearchSpace.SearchSpace { ["_pipeline_"] = pipeline.SearchSpace };
        var tuner = new TpeTuner(space, seed: 1, new TpeTunerOptions { StartingPoints = KnownSettings.Of(pipeline) });
        string[] names = [.. Enumerable.Range(0, 12).Select(i => PipelineNames.Of(pipeline, Minimisation.Propose(tuner, i).Parameter["_pipeline_"]).Split("=>")[^1])];
        Assert.AreEqual(7, names[..7].Distinct().Count(), string.Join(',', names));
        Assert.AreEqual("FastTreeBinary,FastForestBinary,LbfgsLogisticRegressionBinary,SdcaLogisticRegressionBinary,FastTreeBinary", string.Join(',', names[7..]));
    }

    private SweepablePipeline Pipeline()
    {
        IDataView data = TestRows.View(_context);
        var columns = new ColumnInformation { LabelColumnName = "Label" };
        columns.NumericColumnNames.Add("Size");
        columns.CategoricalColumnNames.Add("City");
        return _context.Auto().Featurizer(data, columns).Append(_context.Auto().BinaryClassification(useLgbm: false), _context.Auto().DeepBinaryClassification(data, columns));
    }
}

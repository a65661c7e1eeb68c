using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using SearchSpace = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLExtensions.Hosts.Tests.AutoML;

[TestClass]
public sealed class SweepablePipelineTests
{
    private readonly MLContext _context = new(1);

    [TestMethod]
    public void Append_OfSeveral_MakesChoicesInThisOrder()
    {
        CollectionAssert.AreEqual(new[] { "e0 * e1" }, Schemas(Swept().Append(Swept())));
        CollectionAssert.AreEqual(new[] { "e0 * e1", "e0 * e2" }, Schemas(Swept().Append(Swept(), Swept())));
        CollectionAssert.AreEqual(
            new[] { "e0 * e1 * e3", "e0 * e1 * e4", "e0 * e1 * e5", "e0 * e2 * e3", "e0 * e2 * e4", "e0 * e2 * e5" },
            Schemas(Swept().Append(Swept(), Swept()).Append(Swept(), Swept(), Swept())));
        CollectionAssert.AreEqual(
            new[] { "e0 * e1 * e2", "e0 * e1 * e3" }, Schemas(_context.Transforms.CopyColumns("B", "A").Append(Swept().Append(Swept(), Swept()))));
        CollectionAssert.AreEqual(
            new[] { "e0 * e1 * e3 * e4", "e0 * e1 * e3 * e5", "e0 * e1 * e6", "e0 * e2 * e3 * e4", "e0 * e2 * e3 * e5", "e0 * e2 * e6" },
            Schemas(Swept().Append(Swept(), Swept()).Append(Swept().Append(Swept(), Swept()), Swept())));
    }

    [TestMethod]
    public void SearchSpace_OfAPipeline_HasAKeyForEachEstimatorAndTheChoice()
    {
        SweepablePipeline pipeline = Swept().Append(Swept(), Swept());
        CollectionAssert.AreEquivalent(new[] { "e0", "e1", "e2", "_SCHEMA_" }, pipeline.SearchSpace.Keys.ToArray());
        Assert.AreEqual(22, pipeline.SearchSpace.FeatureSpaceDim);
        Assert.AreEqual(EstimatorType.Unknown, pipeline.Estimators["e1"].EstimatorType);
        SweepablePipeline one = pipeline.BuildSweepableEstimatorPipeline("e0 * e2");
        CollectionAssert.AreEquivalent(new[] { "e0", "e2", "_SCHEMA_" }, one.SearchSpace.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { "e0 * e2" }, Schemas(one));
    }

    [TestMethod]
    public void BuildFromOption_OfAChoice_BuildsItsEstimatorsWithTheirValues()
    {
        var built = new List<int>();
        SweepableEstimator Recorded() => _context.Auto().CreateSweepableEstimator(
            (MLContext context, SweptOptions options) =>
            {
                built.Add(options.Layers);
                return (IEstimator<ITransformer>)context.Transforms.CopyColumns("B", "A");
            },
            new SearchSpace<SweptOptions>(new SweptOptions()));
        SweepablePipeline pipeline = Recorded().Append(Recorded(), Recorded());
        Parameter parameter = pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
        parameter["_SCHEMA_"] = Parameter.FromString("e0 * e2");
        parameter["e0"]["Layers"] = Parameter.FromInt(5);
        parameter["e2"]["Layers"] = Parameter.FromInt(6);
        pipeline.BuildFromOption(_context, parameter);
        CollectionAssert.AreEqual(new[] { 5, 6 }, built);
        Assert.AreEqual("e0 * e2", pipeline.CurrentParameter["_SCHEMA_"].AsType<string>());
    }

    [TestMethod]
    public void ToString_OfAnExperimentsParameter_NamesTheChain()
    {
        SweepablePipeline pipeline = _context.Auto().Regression(useLgbm: false);
        Parameter parameter = pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
        Parameter ofExperiment = Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("_pipeline_", parameter));
        Assert.AreEqual("FastTreeRegression", pipeline.ToString(ofExperiment));
        Assert.AreEqual("", pipeline.ToString(parameter));
        SweepablePipeline withOwn = Swept().Append(pipeline);
        parameter = withOwn.SearchSpace.SampleFromFeatureSpace(withOwn.SearchSpace.Default);
        parameter["_SCHEMA_"] = Parameter.FromString("e0 * e4");
        ofExperiment["_pipeline_"] = parameter;
        Assert.AreEqual("Unknown=>SdcaRegression", withOwn.ToString(ofExperiment));
    }

    [TestMethod]
    public void Catalogs_GiveTheirTrainersInOrder()
    {
        CollectionAssert.AreEqual(
            new[] { EstimatorType.FastTreeBinary, EstimatorType.FastForestBinary, EstimatorType.LbfgsLogisticRegressionBinary, EstimatorType.SdcaLogisticRegressionBinary },
            Types(_context.Auto().BinaryClassification(useLgbm: false)));
        CollectionAssert.AreEqual(
            new[]
            {
                EstimatorType.FastTreeOva, EstimatorType.FastForestOva, EstimatorType.LightGbmMulti, EstimatorType.LbfgsLogisticRegressionOva,
                EstimatorType.LbfgsMaximumEntropyMulti, EstimatorType.SdcaMaximumEntropyMulti, EstimatorType.SdcaLogisticRegressionOva,
            },
            Types(_context.Auto().MultiClassification()));
        CollectionAssert.AreEqual(
            new[] { EstimatorType.FastTreeRegression, EstimatorType.FastForestRegression, EstimatorType.LbfgsPoissonRegressionRegression },
            Types(_context.Auto().Regression(useLgbm: false, useSdca: false)));
    }

    /// <summary>The option classes are generated by AutoML's build: their ranges and defaults, with the names of the columns.</summary>
    [TestMethod]
    public void Catalogs_WithDefaults_HaveMLNetsSearchSpaces()
    {
        SearchSpace space = _context.Auto().Regression("Y", "F", "W", useLgbm: false).SearchSpace;
        Parameter parameter = space.SampleFromFeatureSpace(space.Default);

        // 256 is 255.99... after its way through the feature space.
        Assert.AreEqual(255, parameter["e0"]["MaximumBinCountPerFeature"].AsType<int>());
        Assert.AreEqual(0.1, parameter["e0"]["LearningRate"].AsType<double>(), 1e-9);
        Assert.AreEqual("""["F","W","Y"]""", $"[{parameter["e0"]["FeatureColumnName"]},{parameter["e0"]["ExampleWeightColumnName"]},{parameter["e0"]["LabelColumnName"]}]");
        double[] expected = [0, 1, 0.8968962684127345, 0.7134790624084081, 0.5536546824812272, 0, 0, 1, 0, 0, 0.25, 0.25, 0.25, 0.08390359633052344];
        foreach ((double value, double place) in expected.Zip(space.MappingToFeatureSpace(parameter)))
        {
            Assert.AreEqual(value, place, 1e-9);
        }
    }

    private static string[] Schemas(SweepablePipeline pipeline) =>
        [.. ((ChoiceOption)pipeline.SearchSpace["_SCHEMA_"]).Choices.Select(choice => choice.AsType<string>())];

    private static EstimatorType[] Types(SweepablePipeline pipeline) => [.. pipeline.Estimators.Values.Select(estimator => estimator.EstimatorType)];

    private SweepableEstimator Swept() => _context.Auto().CreateSweepableEstimator(
        (MLContext context, SweptOptions options) => (IEstimator<ITransformer>)context.Transforms.CopyColumns("B", "A"), new SearchSpace<SweptOptions>(new SweptOptions()));
}

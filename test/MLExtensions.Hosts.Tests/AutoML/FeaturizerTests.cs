using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.AutoML.CodeGen;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;

namespace MLExtensions.Hosts.Tests.AutoML;

[TestClass]
public sealed class FeaturizerTests
{
    private readonly MLContext _context = new(1);

    private IDataView Data => _context.Data.LoadFromEnumerable(MixedRow.Make(50));

    [TestMethod]
    public void Featurizer_OfMixedColumns_HasAnEstimatorForEachKind()
    {
        SweepablePipeline pipeline = _context.Auto().Featurizer(Data, excludeColumns: ["Label"]);
        CollectionAssert.AreEqual(
            new[]
            {
                EstimatorType.ReplaceMissingValues, EstimatorType.ConvertType, EstimatorType.OneHotEncoding, EstimatorType.OneHotHashEncoding,
                EstimatorType.FeaturizeText, EstimatorType.Concatenate,
            },
            pipeline.Estimators.Values.Select(estimator => estimator.EstimatorType).ToArray());
        CollectionAssert.AreEqual(
            new[] { "e0 * e1 * e2 * e4 * e5", "e0 * e1 * e3 * e4 * e5" },
            ((ChoiceOption)pipeline.SearchSpace["_SCHEMA_"]).Choices.Select(choice => choice.AsType<string>()).ToArray());
        Assert.AreEqual(1, pipeline.SearchSpace.FeatureSpaceDim);
        Assert.AreEqual(
            """{"InputColumnNames":["Words","Number","Pair","Category","Flag","Flags"],"OutputColumnName":"Features"}""", Default(pipeline)["e5"].ToString());
        Assert.AreEqual(
            """{"OutputColumnNames":["Flag","Flags"],"InputColumnNames":["Flag","Flags"],"TargetType":"Single"}""", Default(pipeline)["e1"].ToString());
    }

    [TestMethod]
    public void Featurizer_FittedWithItsDefaults_PutsAllIntoFeatures()
    {
        SweepablePipeline pipeline = _context.Auto().Featurizer(Data, "All", excludeColumns: ["Label", "Words"]);
        IDataView transformed = pipeline.BuildFromOption(_context, Default(pipeline)).Fit(Data).Transform(Data);
        float[] first = transformed.GetColumn<float[]>("All").First();

        // Number, Pair with 0 for the missing one, Category x of (x, y), Flag, Flags.
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 1, 0, 1, 1, 0 }, first);
        Assert.IsInstanceOfType<VectorDataViewType>(transformed.Schema["Category"].Type);
    }

    [TestMethod]
    public void Featurizer_WithHashes_HasASlotForEach()
    {
        SweepablePipeline pipeline = _context.Auto().Featurizer(Data, excludeColumns: ["Label", "Words"]);
        Parameter parameter = Default(pipeline);
        parameter["_SCHEMA_"] = Parameter.FromString("e0 * e1 * e3 * e4");
        IDataView transformed = pipeline.BuildFromOption(_context, parameter).Fit(Data).Transform(Data);
        Assert.AreEqual(65536, ((VectorDataViewType)transformed.Schema["Category"].Type).Size);
        VBuffer<float>[] rows = [.. transformed.GetColumn<VBuffer<float>>("Category")];
        Assert.IsTrue(rows.All(row => row.DenseValues().Sum() == 1));
        Assert.HasCount(2, rows.Select(row => row.Items().Single(item => item.Value == 1).Key).Distinct().ToList());
    }

    [TestMethod]
    public void Featurizer_WithInformation_FollowsIt()
    {
        var information = new ColumnInformation { LabelColumnName = "Label" };
        information.CategoricalColumnNames.Add("Number");
        information.IgnoredColumnNames.Add("Words");
        information.TextColumnNames.Add("Id");
        SweepablePipeline pipeline = _context.Auto().Featurizer(Data, information);
        Parameter parameter = Default(pipeline);
        Assert.AreEqual("""["Pair"]""", parameter["e0"]["InputColumnNames"].ToString());
        Assert.AreEqual("""["Number","Category"]""", parameter["e2"]["InputColumnNames"].ToString());
        Assert.AreEqual("Id", parameter["e4"]["InputColumnName"].AsType<string>());
    }

    [TestMethod]
    public void Featurizer_BeforeTrainers_TrainsInAnExperiment()
    {
        SweepablePipeline pipeline = _context.Auto().Featurizer(Data, excludeColumns: ["Label", "Words"])
            .Append(_context.Auto().Regression(useLgbm: false, useLbfgsPoissonRegression: false));
        TrialResult best = _context.Auto().CreateExperiment()
            .SetPipeline(pipeline)
            .SetRegressionMetric(RegressionMetric.MeanAbsoluteError)
            .SetDataset(Data, 3)
            .SetMaxModelToExplore(2)
            .Run();
        Assert.IsTrue(double.IsFinite(best.Metric));
        Assert.StartsWith("ReplaceMissingValues=>ConvertType=>OneHot", pipeline.ToString(best.TrialSettings.Parameter));
    }

    private static Parameter Default(SweepablePipeline pipeline) => pipeline.SearchSpace.SampleFromFeatureSpace(pipeline.SearchSpace.Default);
}

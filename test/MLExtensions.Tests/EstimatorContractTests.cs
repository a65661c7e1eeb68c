using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests;

/// <summary>What ML.NET asks of every estimator, asked of each of ours.</summary>
[TestClass]
public sealed class EstimatorContractTests
{
    private const int Rows = 600; // more than two blocks of the scorer

    private readonly MLContext _context = new(seed: 1);

    public static IEnumerable<object[]> Methods => CatalogMethods.All.Select(method => new object[] { method });

    public static string NameOf(MethodInfo test, object[] data) => $"{((MethodInfo)data[0]).DeclaringType!.Name}.{((MethodInfo)data[0]).Name}";

    [TestMethod]
    public void TheEstimatorsOfAllThreeTasks_AreFound() =>
        CollectionAssert.IsSubsetOf(
            new[] { "BinaryNetworkExtensions.Network", "MulticlassNetworkExtensions.FeedForward", "RegressionNetworkExtensions.FeedForward" },
            Methods.Select(data => NameOf(null!, data)).ToArray());

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void Promise_Mapper_SavedCopy_AndCursors_KeepTheContract(MethodInfo method)
    {
        var (data, shape) = Featurized(method);

        var scored = EstimatorContract.Check(_context, CatalogMethods.Create(_context, method), data, shape);

        CursorContract.Check(scored);
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void DataThatItCannotTake_IsRefused_ByPromiseAndFit(MethodInfo method)
    {
        var estimator = CatalogMethods.Create(_context, method);

        CheckRefuses<NoFeatures>(estimator);
        CheckRefuses<NoLabel>(estimator);
        CheckRefuses<TextFeatures>(estimator);
        CheckRefuses<FeaturesOfAnyLength>(estimator);
        CheckRefuses<TextLabel>(estimator);
        CheckRefuses<LabelOfTwoValues>(estimator);
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void DataThatAFittedNetworkCannotTake_IsRefused(MethodInfo method)
    {
        var (data, _) = Featurized(method);
        var transformer = CatalogMethods.Create(_context, method).Fit(data);

        EstimatorContract.CheckRefuses(transformer, View<NoFeatures>());
        EstimatorContract.CheckRefuses(transformer, View<TextFeatures>());
        EstimatorContract.CheckRefuses(transformer, View<FeaturesOfAnyLength>());
        EstimatorContract.CheckRefuses(transformer, View<FewerFeatures>());
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void FitTwice_OnOtherDataInBetween_GivesTheSameNetwork(MethodInfo method)
    {
        var (data, _) = Featurized(method);
        var (few, _) = Featurized(method, rows: 40);
        var estimator = CatalogMethods.Create(_context, method);
        var first = estimator.Fit(data);
        _ = estimator.Fit(few);

        var second = estimator.Fit(data);

        var columns = first.GetOutputSchema(data.Schema).ToArray();
        CollectionAssert.AreEqual(CursorContract.Read(first.Transform(data), columns), CursorContract.Read(second.Transform(data), columns));
    }

    [TestMethod]
    [DynamicData(nameof(Methods), DynamicDataDisplayName = nameof(NameOf))]
    public void EveryChannelThatFitOpens_IsDisposed_AlsoWhereItFails(MethodInfo method)
    {
        var (data, _) = Featurized(method);
        var estimator = CatalogMethods.Create(_context, method);
        var lines = new List<string>();
        _context.Log += (_, message) => lines.Add(message.Message);

        _ = estimator.Fit(data);
        Assert.Throws<Exception>(() => estimator.Fit(View<NoFeatures>()));

        Assert.AreEqual(2, lines.Count(line => line.Contains("Channel started", StringComparison.Ordinal) && line.Contains("Training", StringComparison.Ordinal)));
        Assert.AreEqual(2, lines.Count(line => line.Contains("Channel disposed", StringComparison.Ordinal) && line.Contains("Training", StringComparison.Ordinal)));
    }

    private (IDataView Data, SchemaShape Shape) Featurized(MethodInfo method, int rows = Rows)
    {
        var points = _context.Data.Cache(TestData.View(_context, TestData.Points(rows))); // cached, so that it can be shuffled
        var featurizer = CatalogMethods.Featurizer(_context, method);
        return (featurizer.Fit(points).Transform(points), featurizer.GetOutputSchema(EstimatorContract.ShapeOf<TestData.Point>(_context)));
    }

    private void CheckRefuses<TRow>(IEstimator<ITransformer> estimator)
        where TRow : class, new() =>
        EstimatorContract.CheckRefuses(estimator, View<TRow>(), EstimatorContract.ShapeOf<TRow>(_context));

    private IDataView View<TRow>()
        where TRow : class, new() => _context.Data.LoadFromEnumerable(new[] { new TRow(), new TRow() });

    private sealed class NoFeatures
    {
        public float Label { get; set; }
    }

    private sealed class NoLabel
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];
    }

    private sealed class TextFeatures
    {
        public string Features { get; set; } = "";

        public float Label { get; set; }
    }

    private sealed class FeaturesOfAnyLength
    {
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    private sealed class FewerFeatures
    {
        [VectorType(3)]
        public float[] Features { get; set; } = new float[3];
    }

    private sealed class TextLabel
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        public string Label { get; set; } = "";
    }

    private sealed class LabelOfTwoValues
    {
        [VectorType(4)]
        public float[] Features { get; set; } = new float[4];

        [VectorType(2)]
        public float[] Label { get; set; } = new float[2];
    }
}

using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class TransformsTests
{
    private readonly MLContext _context = new(seed: 1);

    private static Flower[] Flowers =>
    [
        new() { Height = 1, Width = 10, Petals = [1, 0, 2], Colour = "red" },
        new() { Height = 2, Width = 20, Petals = [3, 0, 4], Colour = "blue" },
        new() { Height = 3, Width = 60, Petals = [5, 0, 9], Colour = "red" },
        new() { Height = 6, Width = 30, Petals = [7, 0, 1], Colour = "" },
    ];

    [TestMethod]
    public void Concatenate_ScalarsAndVectors_JoinsValuesAndNames()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Concatenate("Features", "Height", "Petals", "Depth"), Flowers);

        CollectionAssert.AreEqual(new float[] { 1, 1, 0, 2, 0.5f }, EstimatorContract.Vectors(result, "Features")[0]);
        CollectionAssert.AreEqual(new float[] { 6, 7, 0, 1, 0.5f }, EstimatorContract.Vectors(result, "Features")[3]);
        CollectionAssert.AreEqual(new[] { "Height", "", "", "", "Depth" }, EstimatorContract.SlotNames(result.Schema["Features"]));
        Assert.AreEqual(5, ((VectorDataViewType)result.Schema["Features"].Type).Size);
    }

    [TestMethod]
    public void Concatenate_NamedSlots_AreNamedAfterTheirColumn()
    {
        var estimator = _context.Transforms.Categorical.OneHotEncoding("Colour").Append(_context.Transforms.Concatenate("Features", "Colour", "Height"));

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        CollectionAssert.AreEqual(new[] { "Colour.red", "Colour.blue", "Height" }, EstimatorContract.SlotNames(result.Schema["Features"]));
        CollectionAssert.AreEqual(new float[] { 0, 1, 2 }, EstimatorContract.Vectors(result, "Features")[1]);
        CollectionAssert.AreEqual(new float[] { 0, 0, 6 }, EstimatorContract.Vectors(result, "Features")[3]);
    }

    [TestMethod]
    public void Concatenate_OfOneVector_PassesItOn()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Concatenate("Features", "Petals"), Flowers);

        CollectionAssert.AreEqual(new float[] { 5, 0, 9 }, EstimatorContract.Vectors(result, "Features")[2]);
        Assert.AreEqual(0, result.Schema["Features"].Annotations.Schema.Count);
    }

    [TestMethod]
    public void Concatenate_UnsuitableColumns_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Flowers);
        SchemaShape shape = EstimatorContract.ShapeOf<Flower>(_context);

        var missing = _context.Transforms.Concatenate("Features", "Height", "Length");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => missing.GetOutputSchema(shape)).Message, "Length");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => missing.Fit(data).Transform(data)).Message, "Length");

        var mixed = _context.Transforms.Concatenate("Features", "Height", "Colour");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => mixed.GetOutputSchema(shape)).Message, "Colour");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => mixed.Fit(data).Transform(data)).Message, "Colour");
    }

    [TestMethod]
    public void MapValueToKey_ByOccurrence_CountsFromOneAndLeavesEmptyTextMissing()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Conversion.MapValueToKey("Key", "Colour"), Flowers);

        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 0 }, EstimatorContract.Scalars<uint>(result, "Key"));
        Assert.AreEqual(2UL, ((KeyDataViewType)result.Schema["Key"].Type).Count);
        CollectionAssert.AreEqual(new[] { "red", "blue" }, KeyValues(result.Schema["Key"]));
    }

    [TestMethod]
    public void MapValueToKey_ByValue_SortsByOrdinal()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey(
            "Key", "Colour", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue);
        Flower[] rows = [.. new[] { "b", "a", "Z" }.Select(colour => new Flower { Colour = colour })];

        IDataView result = EstimatorContract.Check(_context, estimator, rows);

        CollectionAssert.AreEqual(new[] { "Z", "a", "b" }, KeyValues(result.Schema["Key"]));
        CollectionAssert.AreEqual(new uint[] { 3, 2, 1 }, EstimatorContract.Scalars<uint>(result, "Key"));
    }

    [TestMethod]
    public void MapValueToKey_MoreValuesThanKeys_LeavesTheRestMissing()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey(
            [new InputOutputColumnPair("Key", "Height"), new InputOutputColumnPair("OtherKey", "Width")], maximumNumberOfKeys: 2);

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 0 }, EstimatorContract.Scalars<uint>(result, "Key"));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 0, 0 }, EstimatorContract.Scalars<uint>(result, "OtherKey"));
    }

    [TestMethod]
    public void MapValueToKey_NumbersAsText_HasTextKeyValues()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Height", addKeyValueAnnotationsAsText: true);
        Flower[] rows = [.. new[] { 0.5f, float.NaN, 3 }.Select(height => new Flower { Height = height })];

        IDataView result = EstimatorContract.Check(_context, estimator, rows);

        CollectionAssert.AreEqual(new uint[] { 1, 0, 2 }, EstimatorContract.Scalars<uint>(result, "Key"));
        CollectionAssert.AreEqual(new[] { "0.5", "3" }, KeyValues(result.Schema["Key"]));
    }

    [TestMethod]
    public void MapValueToKey_WithKeyData_TakesItsValuesAndOrder()
    {
        IDataView keys = _context.Data.LoadFromEnumerable(new[] { "green", "blue", "red" }.Select(name => new ColourName { Name = name }));
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Colour", keyData: keys);

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        CollectionAssert.AreEqual(new uint[] { 3, 2, 3, 0 }, EstimatorContract.Scalars<uint>(result, "Key"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.Transforms.Conversion.MapValueToKey("Key", "Height", keyData: keys).Fit(_context.Data.LoadFromEnumerable(Flowers)));
    }

    [TestMethod]
    public void MapValueToKey_OfVectors_MapsEachSlot()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Conversion.MapValueToKey("Key", "Petals"), Flowers);

        uint[][] keys = [.. EstimatorContract.Values(result, "Key").Select(row => ((object[])row).Cast<uint>().ToArray())];
        CollectionAssert.AreEqual(new uint[] { 1, 2, 3 }, keys[0]);
        CollectionAssert.AreEqual(new uint[] { 8, 2, 1 }, keys[3]);
    }

    [TestMethod]
    public void MapKeyToValue_AfterMapValueToKey_GivesTheValuesBack()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Colour")
            .Append(_context.Transforms.Conversion.MapKeyToValue("Again", "Key"))
            .Append(_context.Transforms.Conversion.MapValueToKey("HeightKey", "Height", maximumNumberOfKeys: 3))
            .Append(_context.Transforms.Conversion.MapKeyToValue([new InputOutputColumnPair("HeightAgain", "HeightKey")]));

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        CollectionAssert.AreEqual(new[] { "red", "blue", "red", "" }, EstimatorContract.Scalars<string>(result, "Again"));
        CollectionAssert.AreEqual(new[] { 1, 2, 3, float.NaN }, EstimatorContract.Scalars<float>(result, "HeightAgain"));
    }

    [TestMethod]
    public void MapKeyToVector_OfAVector_ConcatenatesIndicatorsOrAddsThemUp()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Key", "Petals", maximumNumberOfKeys: 2, addKeyValueAnnotationsAsText: true)
            .Append(_context.Transforms.Conversion.MapKeyToVector("Indicators", "Key"))
            .Append(_context.Transforms.Conversion.MapKeyToVector("Counts", "Key", outputCountVector: true));

        IDataView result = EstimatorContract.Check(_context, estimator, [new Flower { Petals = [4, 5, 4] }, new Flower { Petals = [6, 5, 5] }]);

        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 1, 1, 0 }, EstimatorContract.Vectors(result, "Indicators")[0]);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 1, 0, 1 }, EstimatorContract.Vectors(result, "Indicators")[1]);
        CollectionAssert.AreEqual(new float[] { 2, 1 }, EstimatorContract.Vectors(result, "Counts")[0]);
        CollectionAssert.AreEqual(new float[] { 0, 2 }, EstimatorContract.Vectors(result, "Counts")[1]);
        CollectionAssert.AreEqual(
            new[] { "[0].4", "[0].5", "[1].4", "[1].5", "[2].4", "[2].5" }, EstimatorContract.SlotNames(result.Schema["Indicators"]));
        CollectionAssert.AreEqual(new[] { "4", "5" }, EstimatorContract.SlotNames(result.Schema["Counts"]));
    }

    [TestMethod]
    public void NormalizeMeanVariance_FixingZero_DividesByTheRootMeanSquare()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.NormalizeMeanVariance("Height"), Flowers);

        // (1 + 4 + 9 + 36) / 4 = 12.5
        float[] expected = [.. new[] { 1, 2, 3, 6 }.Select(height => (float)(height / Math.Sqrt(12.5)))];
        AssertClose(expected, EstimatorContract.Scalars<float>(result, "Height"));
        Assert.IsTrue(result.Schema["Height"].IsNormalized());
    }

    [TestMethod]
    public void NormalizeMeanVariance_NotFixingZero_IsTheStandardScore()
    {
        var estimator = _context.Transforms.NormalizeMeanVariance([new InputOutputColumnPair("Petals")], fixZero: false);

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        // 1, 3, 5, 7: mean 4, variance 5. The middle slot is constant and becomes 0.
        float[][] rows = EstimatorContract.Vectors(result, "Petals");
        AssertClose([.. new[] { -3, -1, 1, 3 }.Select(x => (float)(x / Math.Sqrt(5)))], [.. rows.Select(row => row[0])]);
        AssertClose([0, 0, 0, 0], [.. rows.Select(row => row[1])]);
    }

    [TestMethod]
    public void NormalizeMeanVariance_Cdf_IsTheNormalDistributionFunction()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.NormalizeMeanVariance("Width", useCdf: true), Flowers);

        // Mean 30, variance (400 + 100 + 900 + 0) / 4 = 350; the table's values of the distribution function.
        double deviation = Math.Sqrt(350);
        Assert.AreEqual(0.142523, EstimatorContract.Scalars<double>(result, "Width")[0], 2e-3, $"at {-20 / deviation}");
        Assert.AreEqual(0.945605, EstimatorContract.Scalars<double>(result, "Width")[2], 2e-3, $"at {30 / deviation}");
        Assert.AreEqual(0.5, EstimatorContract.Scalars<double>(result, "Width")[3], 1e-6);
    }

    [TestMethod]
    public void NormalizeMinMax_FixingZeroOrNot_ScalesByTheGreatestOrByTheRange()
    {
        var estimator = _context.Transforms.NormalizeMinMax("Fixed", "Width").Append(_context.Transforms.NormalizeMinMax("Ranged", "Width", fixZero: false));

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        AssertClose([10 / 60.0, 20 / 60.0, 1, 0.5], EstimatorContract.Scalars<double>(result, "Fixed"));
        AssertClose([0, 0.2, 1, 0.4], EstimatorContract.Scalars<double>(result, "Ranged"));
    }

    [TestMethod]
    public void Normalize_MissingValues_AreNotCountedAndStayMissing()
    {
        Flower[] rows = [.. new[] { 1, float.NaN, 3 }.Select(height => new Flower { Height = height })];

        IDataView result = _context.Transforms.NormalizeMeanVariance("Height", fixZero: false).Fit(_context.Data.LoadFromEnumerable(rows))
            .Transform(_context.Data.LoadFromEnumerable(rows));

        AssertClose([-1, float.NaN, 1], EstimatorContract.Scalars<float>(result, "Height"));
    }

    [TestMethod]
    public void NormalizerModelParameters_OfMinMax_AreScaleAndOffset()
    {
        NormalizingTransformer transformer = _context.Transforms.NormalizeMinMax("Petals", fixZero: false).Fit(_context.Data.LoadFromEnumerable(Flowers));

        var parameters = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)transformer.GetNormalizerModelParameters(0);

        AssertClose([1 / 6f, 0, 1 / 8f], [.. parameters.Scale]);
        AssertClose([1, 0, 1], [.. parameters.Offset]);
    }

    [TestMethod]
    public void Normalize_UnsuitableColumns_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Flowers);
        SchemaShape shape = EstimatorContract.ShapeOf<Flower>(_context);
        foreach (string column in new[] { "Colour", "Length" })
        {
            NormalizingEstimator estimator = _context.Transforms.NormalizeMeanVariance(column);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(shape)).Message, column);
            Assert.Throws<ArgumentException>(() => estimator.Fit(data));
        }
    }

    [TestMethod]
    public void OneHotEncoding_EachKind_HasItsForm()
    {
        InputOutputColumnPair Pair(string name) => new(name, "Colour");
        var estimator = _context.Transforms.Categorical.OneHotEncoding([Pair("Indicator")])
            .Append(_context.Transforms.Categorical.OneHotEncoding([Pair("Bag")], OneHotEncodingEstimator.OutputKind.Bag))
            .Append(_context.Transforms.Categorical.OneHotEncoding([Pair("Key")], OneHotEncodingEstimator.OutputKind.Key));

        IDataView result = EstimatorContract.Check(_context, estimator, Flowers);

        CollectionAssert.AreEqual(new float[] { 0, 1 }, EstimatorContract.Vectors(result, "Indicator")[1]);
        CollectionAssert.AreEqual(new float[] { 0, 0 }, EstimatorContract.Vectors(result, "Indicator")[3]);
        CollectionAssert.AreEqual(new float[] { 1, 0 }, EstimatorContract.Vectors(result, "Bag")[2]);
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1, 0 }, EstimatorContract.Scalars<uint>(result, "Key"));
        CollectionAssert.AreEqual(new[] { "red", "blue" }, EstimatorContract.SlotNames(result.Schema["Indicator"]));
        Assert.IsTrue(result.Schema["Indicator"].IsNormalized());
    }

    [TestMethod]
    public void OneHotEncoding_OfValuesUnseenInTraining_IsAllZeros()
    {
        OneHotEncodingTransformer transformer = _context.Transforms.Categorical.OneHotEncoding("Colour").Fit(_context.Data.LoadFromEnumerable(Flowers));

        IDataView result = transformer.Transform(_context.Data.LoadFromEnumerable([new Flower { Colour = "green" }]));

        CollectionAssert.AreEqual(new float[] { 0, 0 }, EstimatorContract.Vectors(result, "Colour")[0]);
    }

    [TestMethod]
    [DataRow(MissingValueReplacingEstimator.ReplacementMode.DefaultValue, 0f, 0.0)]
    [DataRow(MissingValueReplacingEstimator.ReplacementMode.Mean, 3f, 40.0)]
    [DataRow(MissingValueReplacingEstimator.ReplacementMode.Minimum, 2f, 10.0)]
    [DataRow(MissingValueReplacingEstimator.ReplacementMode.Maximum, 5f, 70.0)]
    [DataRow(MissingValueReplacingEstimator.ReplacementMode.Mode, 2f, 10.0)]
    public void ReplaceMissingValues_EachMode_PutsItsValue(MissingValueReplacingEstimator.ReplacementMode mode, float height, double width)
    {
        Flower[] rows =
        [
            new() { Height = 2, Width = 10, Petals = [float.NaN, 1, 2] },
            new() { Height = float.NaN, Width = 70, Petals = [4, 1, 2] },
            new() { Height = 5, Width = double.NaN, Petals = [4, float.NaN, 2] },
            new() { Height = 2, Width = 40, Petals = [4, 1, 2] },
        ];
        var estimator = _context.Transforms.ReplaceMissingValues(
            [new InputOutputColumnPair("Height"), new InputOutputColumnPair("Width"), new InputOutputColumnPair("Petals")], mode);

        IDataView result = EstimatorContract.Check(_context, estimator, rows);

        Assert.AreEqual(height, EstimatorContract.Scalars<float>(result, "Height")[1]);
        Assert.AreEqual(width, EstimatorContract.Scalars<double>(result, "Width")[2]);
        bool isDefault = mode == MissingValueReplacingEstimator.ReplacementMode.DefaultValue;
        CollectionAssert.AreEqual(new float[] { isDefault ? 0 : 4, 1, 2 }, EstimatorContract.Vectors(result, "Petals")[0]);
        CollectionAssert.AreEqual(new float[] { 4, isDefault ? 0 : 1, 2 }, EstimatorContract.Vectors(result, "Petals")[2]);
    }

    [TestMethod]
    public void SparseVectors_AreTakenByEveryTransform()
    {
        SparseRow Row(params (int Index, float Value)[] items) =>
            new() { Counts = new VBuffer<float>(5, items.Length, [.. items.Select(item => item.Value)], [.. items.Select(item => item.Index)]) };
        SparseRow[] rows = [Row((1, 2), (4, float.NaN)), Row(), Row((1, 4), (4, 8))];
        var estimator = _context.Transforms.ReplaceMissingValues("Counts", replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Append(_context.Transforms.NormalizeMinMax("Fixed", "Counts"))
            .Append(_context.Transforms.NormalizeMinMax("Ranged", "Counts", fixZero: false))
            .Append(_context.Transforms.NormalizeMeanVariance("Centred", "Counts", fixZero: false))
            .Append(_context.Transforms.Conversion.MapValueToKey("Keys", "Counts"))
            .Append(_context.Transforms.Concatenate("Both", "Counts", "Fixed"));

        IDataView result = EstimatorContract.Check(_context, estimator, rows);

        // The last slot's mean is (0 + 8) / 2.
        CollectionAssert.AreEqual(new float[] { 0, 2, 0, 0, 4 }, EstimatorContract.Vectors(result, "Counts")[0]);
        AssertClose([0, 0.5f, 0, 0, 0.5f], EstimatorContract.Vectors(result, "Fixed")[0]);
        AssertClose([0, 0, 0, 0, 0], EstimatorContract.Vectors(result, "Ranged")[1]);
        AssertClose([0, -1.2247449f, 0, 0, -1.2247449f], EstimatorContract.Vectors(result, "Centred")[1]);
        CollectionAssert.AreEqual(new object[] { 1u, 2u, 1u, 1u, 3u }, (object[])EstimatorContract.Values(result, "Keys")[0]);
        AssertClose([0, 4, 0, 0, 8, 0, 1, 0, 0, 1], EstimatorContract.Vectors(result, "Both")[2]);
    }

    [TestMethod]
    public void MapKeyToValue_OfAColumnThatIsNoKey_Throws()
    {
        var estimator = _context.Transforms.Conversion.MapKeyToValue("Height");

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Flower>(_context))).Message, "Height");
        Assert.Throws<Exception>(() => estimator.Fit(_context.Data.LoadFromEnumerable(Flowers)));
    }

    [TestMethod]
    public void ReplaceMissingValues_OfText_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.Transforms.ReplaceMissingValues("Colour").GetOutputSchema(EstimatorContract.ShapeOf<Flower>(_context)));
    }

    private static string[] KeyValues(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => value.ToString())];
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        AssertClose([.. expected.Select(value => (double)value)], [.. actual.Select(value => (double)value)]);

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.AreEqual(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-6, $"at {i}");
        }
    }

    private sealed class Flower
    {
        public float Height { get; set; }

        public float Depth { get; set; } = 0.5f;

        public double Width { get; set; }

        [VectorType(3)]
        public float[] Petals { get; set; } = [0, 0, 0];

        public string Colour { get; set; } = "";
    }

    private sealed class SparseRow
    {
        [VectorType(5)]
        public VBuffer<float> Counts { get; set; }
    }

    private sealed class ColourName
    {
        public string Name { get; set; } = "";
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>Columns copied, converted, selected and dropped.</summary>
[TestClass]
public sealed class ColumnsTests
{
    private readonly MLContext _context = new(seed: 1);

    private static Row[] Rows =>
    [
        new() { Number = 7, Flag = true, Text = "2.5", Sides = [1, 2] },
        new() { Number = -3, Flag = false, Text = "?", Sides = [3, 4] },
        new() { Number = 7, Flag = true, Text = "-1e2", Sides = [5, float.NaN] },
    ];

    [TestMethod]
    public void CopyColumns_KeepsValuesAndAnnotations()
    {
        var estimator = _context.Transforms.Concatenate("Joined", "Small", "Sides")
            .Append(_context.Transforms.CopyColumns("Again", "Joined"))
            .Append(_context.Transforms.CopyColumns("Words", "Text"));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new[] { 0.5f, 3, 4 }, EstimatorContract.Vectors(result, "Again")[1]);
        CollectionAssert.AreEqual(new[] { "Small", "", "" }, EstimatorContract.SlotNames(result.Schema["Again"]));
        CollectionAssert.AreEqual(new[] { "2.5", "?", "-1e2" }, EstimatorContract.Scalars<string>(result, "Words"));
    }

    [TestMethod]
    public void CopyColumns_OverAnother_HidesIt()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.CopyColumns("Text", "Number"), Rows);

        CollectionAssert.AreEqual(new[] { 7, -3, 7 }, EstimatorContract.Scalars<int>(result, "Text"));
        Assert.IsTrue(result.Schema.Single(column => column.Type is TextDataViewType).IsHidden);
    }

    [TestMethod]
    public void CopyColumns_MissingColumn_ThrowsNamingIt()
    {
        var estimator = _context.Transforms.CopyColumns("Again", "Nowhere");

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context))).Message, "Nowhere");
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(_context.Data.LoadFromEnumerable(Rows))).Message, "Nowhere");
    }

    [TestMethod]
    public void ConvertType_ToSingle_IsTheDefault()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Number")
            .Append(_context.Transforms.Conversion.ConvertType([new InputOutputColumnPair("Flag"), new InputOutputColumnPair("Parsed", "Text")]));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(result, "Number"));
        CollectionAssert.AreEqual(new float[] { 1, 0, 1 }, EstimatorContract.Scalars<float>(result, "Flag"));
        CollectionAssert.AreEqual(new[] { 2.5f, float.NaN, -100 }, EstimatorContract.Scalars<float>(result, "Parsed"));
    }

    [TestMethod]
    public void ConvertType_OfAVector_ConvertsEachSlotAndKeepsTheirNames()
    {
        var estimator = _context.Transforms.Concatenate("Joined", "Small", "Sides")
            .Append(_context.Transforms.Conversion.ConvertType("Joined", outputKind: DataKind.Double));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Double, 3), result.Schema["Joined"].Type);
        CollectionAssert.AreEqual(new object[] { 0.5, 5.0, double.NaN }, (object[])EstimatorContract.Values(result, "Joined")[2]);
        CollectionAssert.AreEqual(new[] { "Small", "", "" }, EstimatorContract.SlotNames(result.Schema["Joined"]));
    }

    [TestMethod]
    public void ConvertType_ToOtherKinds_GivesTheirValues()
    {
        var conversion = _context.Transforms.Conversion;
        var estimator = conversion.ConvertType("Long", "Number", DataKind.Int64)
            .Append(conversion.ConvertType("Written", "Number", DataKind.String))
            .Append(conversion.MapValueToKey("Key", "Number"))
            .Append(conversion.ConvertType("Raw", "Key", DataKind.UInt32));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new long[] { 7, -3, 7 }, EstimatorContract.Scalars<long>(result, "Long"));
        CollectionAssert.AreEqual(new[] { "7", "-3", "7" }, EstimatorContract.Scalars<string>(result, "Written"));
        CollectionAssert.AreEqual(new uint[] { 1, 2, 1 }, EstimatorContract.Scalars<uint>(result, "Raw"));
        Assert.AreEqual(NumberDataViewType.UInt32, result.Schema["Raw"].Type);
    }

    [TestMethod]
    public void ConvertType_MissingColumn_ThrowsNamingIt()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Again", "Nowhere");

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context))).Message, "Nowhere");
    }

    [TestMethod]
    public void IndicateMissingValues_IsTrueWhereANumberIsMissing()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Parsed", "Text")
            .Append(_context.Transforms.IndicateMissingValues("Unread", "Parsed"))
            .Append(_context.Transforms.Concatenate("Joined", "Small", "Sides"))
            .Append(_context.Transforms.IndicateMissingValues([new InputOutputColumnPair("Open", "Joined")]));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new[] { false, true, false }, EstimatorContract.Scalars<bool>(result, "Unread"));
        bool[][] open = [.. result.GetColumn<bool[]>("Open")];
        CollectionAssert.AreEqual(new[] { false, false, false }, open[0]);
        CollectionAssert.AreEqual(new[] { false, false, true }, open[2]);
        CollectionAssert.AreEqual(new[] { "Small", "", "" }, EstimatorContract.SlotNames(result.Schema["Open"]));
    }

    [TestMethod]
    public void IndicateMissingValues_OfText_Throws()
    {
        Assert.Throws<Exception>(() => _context.Transforms.IndicateMissingValues("Text").GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context)));
    }

    [TestMethod]
    public void DropColumns_LeavesTheOthers()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.DropColumns("Text", "Flag"), Rows);

        CollectionAssert.AreEqual(new[] { "Number", "Small", "Sides" }, result.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new float[] { 3, 4 }, EstimatorContract.Vectors(result, "Sides")[1]);
        CursorContract.Check(result);
    }

    [TestMethod]
    public void SelectColumns_LeavesNoOthers()
    {
        IDataView result = EstimatorContract.Check(_context, _context.Transforms.SelectColumns("Number", "Text"), Rows);

        CollectionAssert.AreEquivalent(new[] { "Number", "Text" }, result.Schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "2.5", "?", "-1e2" }, EstimatorContract.Scalars<string>(result, "Text"));
        CursorContract.Check(result);
    }

    [TestMethod]
    public void DropColumnsAndSelectColumns_LeaveHiddenColumnsOut()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Rows);
        IDataView hidden = _context.Transforms.Conversion.ConvertType("Number").Fit(data).Transform(data);
        Assert.IsTrue(hidden.Schema.Any(column => column.IsHidden));

        IDataView dropped = _context.Transforms.DropColumns("Text").Fit(hidden).Transform(hidden);
        IDataView selected = _context.Transforms.SelectColumns("Number").Fit(hidden).Transform(hidden);

        CollectionAssert.AreEquivalent(new[] { "Number", "Flag", "Small", "Sides" }, dropped.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Single, selected.Schema.Single().Type);
        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(selected, "Number"));
    }

    [TestMethod]
    public void DropColumnsAndSelectColumns_MissingColumn_ThrowNamingIt()
    {
        SchemaShape shape = EstimatorContract.ShapeOf<Row>(_context);
        IDataView data = _context.Data.LoadFromEnumerable(Rows);
        foreach (IEstimator<ITransformer> estimator in new[] { _context.Transforms.DropColumns("Nowhere"), _context.Transforms.SelectColumns("Nowhere") })
        {
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(shape)).Message, "Nowhere");
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, "Nowhere");
        }
    }

    [TestMethod]
    public void PredictionEngine_OverSelectedColumns_Predicts()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Value", "Number").Append(_context.Transforms.SelectColumns("Value"));
        ITransformer model = estimator.Fit(_context.Data.LoadFromEnumerable(Rows));

        using var engine = _context.Model.CreatePredictionEngine<Row, Converted>(model);

        Assert.AreEqual(9, engine.Predict(new Row { Number = 9 }).Value);
        Assert.AreEqual("Value", engine.OutputSchema.Single().Name);
    }

    private sealed class Row
    {
        public int Number { get; set; }

        public bool Flag { get; set; }

        public float Small { get; set; } = 0.5f;

        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] Sides { get; set; } = [0, 0];
    }

    private sealed class Converted
    {
        public float Value { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>Columns copied, tested for missing values, selected and dropped.</summary>
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
    public void DropColumns_KeepsHiddenColumnsOfOtherNames()
    {
        IDataView hidden = WithAHiddenNumber();

        IDataView dropped = _context.Transforms.DropColumns("Text").Fit(hidden).Transform(hidden);
        IDataView without = _context.Transforms.DropColumns("Number").Fit(hidden).Transform(hidden);

        CollectionAssert.AreEquivalent(new[] { "Number", "Number", "Flag", "Small", "Sides" }, dropped.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(NumberDataViewType.Single, dropped.Schema["Number"].Type);
        Assert.AreEqual(NumberDataViewType.Int32, dropped.Schema.Single(column => column.IsHidden).Type);
        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(dropped, "Number"));
        CollectionAssert.AreEquivalent(new[] { "Flag", "Small", "Text", "Sides" }, without.Schema.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void SelectColumns_LeavesHiddenColumnsOut_UnlessAskedForThem()
    {
        IDataView hidden = WithAHiddenNumber();

        IDataView selected = _context.Transforms.SelectColumns("Number").Fit(hidden).Transform(hidden);
        IDataView both = _context.Transforms.SelectColumns(["Number"], keepHidden: true).Fit(hidden).Transform(hidden);

        Assert.AreEqual(NumberDataViewType.Single, selected.Schema.Single().Type);
        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(selected, "Number"));
        Assert.HasCount(2, both.Schema);
        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(both, "Number"));
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

    private IDataView WithAHiddenNumber()
    {
        IDataView data = _context.Data.LoadFromEnumerable(Rows);
        IDataView hidden = _context.Transforms.Conversion.ConvertType("Number").Fit(data).Transform(data);
        Assert.IsTrue(hidden.Schema.Any(column => column.IsHidden));
        return hidden;
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

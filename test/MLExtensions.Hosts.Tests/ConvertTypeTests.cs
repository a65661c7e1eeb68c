using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

/// <summary>What may be converted to what, and what becomes of values and annotations.</summary>
[TestClass]
public sealed class ConvertTypeTests
{
    private readonly MLContext _context = new(seed: 1);

    private static Row[] Rows =>
    [
        new() { Number = 7, Flag = true, Text = "2.5", Sides = [1, 2] },
        new() { Number = -3, Flag = false, Text = "?", Sides = [3, 4] },
        new() { Number = 7, Flag = true, Text = "-1e2", Sides = [5, float.NaN] },
    ];

    [TestMethod]
    public void ConvertType_ToSingle_IsTheDefault()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Number")
            .Append(_context.Transforms.Conversion.ConvertType([new InputOutputColumnPair("Again", "Small"), new InputOutputColumnPair("Parsed", "Text")]));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new float[] { 7, -3, 7 }, EstimatorContract.Scalars<float>(result, "Number"));
        CollectionAssert.AreEqual(new float[] { 0.5f, 0.5f, 0.5f }, EstimatorContract.Scalars<float>(result, "Again"));
        CollectionAssert.AreEqual(new[] { 2.5f, float.NaN, -100 }, EstimatorContract.Scalars<float>(result, "Parsed"));
    }

    /// <summary>ML.NET delivers the annotation without promising it.</summary>
    [TestMethod]
    public void ConvertType_OfABoolean_IsANormalizedNumber()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Flag");
        IDataView data = _context.Data.LoadFromEnumerable(Rows);

        ITransformer model = estimator.Fit(data);
        IDataView result = model.Transform(data);

        Assert.IsEmpty(estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context)).Single(column => column.Name == "Flag").Annotations);
        CollectionAssert.AreEqual(new float[] { 1, 0, 1 }, EstimatorContract.Scalars<float>(result, "Flag"));
        Assert.IsTrue(result.Schema["Flag"].IsNormalized());
        EstimatorContract.CheckSameValues(result, EstimatorContract.SaveAndLoad(_context, model, data).Transform(data));
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
            .Append(conversion.ConvertType("Spoken", "Flag", DataKind.String))
            .Append(conversion.ConvertType("Sign", "Number", DataKind.Boolean))
            .Append(conversion.ConvertType("Natural", "Text", DataKind.UInt16));

        IDataView result = EstimatorContract.Check(_context, estimator, Rows);

        CollectionAssert.AreEqual(new long[] { 7, -3, 7 }, EstimatorContract.Scalars<long>(result, "Long"));
        CollectionAssert.AreEqual(new[] { "7", "-3", "7" }, EstimatorContract.Scalars<string>(result, "Written"));
        CollectionAssert.AreEqual(new[] { "True", "False", "True" }, EstimatorContract.Scalars<string>(result, "Spoken"));
        CollectionAssert.AreEqual(new[] { true, true, true }, EstimatorContract.Scalars<bool>(result, "Sign"));
        CollectionAssert.AreEqual(new ushort[] { 0, 0, 0 }, EstimatorContract.Scalars<ushort>(result, "Natural"));
    }

    [TestMethod]
    [DataRow("Number", DataKind.UInt32)]
    [DataRow("Small", DataKind.Int32)]
    [DataRow("Flag", DataKind.Byte)]
    public void ConvertType_ToIntegersOfAnotherSignOrFromFractions_Throws(string column, DataKind kind)
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Out", column, kind);
        IDataView data = _context.Data.LoadFromEnumerable(Rows);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data).Transform(data));
    }

    [TestMethod]
    public void ConvertType_ToNarrowerIntegers_WrapsSignedOnes()
    {
        Row[] rows = [new() { Number = 300 }, new() { Number = -129 }, new() { Number = 5 }];

        IDataView result = EstimatorContract.Check(_context, _context.Transforms.Conversion.ConvertType("Out", "Number", DataKind.SByte), rows);

        CollectionAssert.AreEqual(new sbyte[] { 44, 127, 5 }, EstimatorContract.Scalars<sbyte>(result, "Out"));
    }

    /// <summary>ML.NET promises a plain number and delivers a key.</summary>
    [TestMethod]
    public void ConvertType_OfAKey_IsAKeyOfTheSameCountAndValues()
    {
        var conversion = _context.Transforms.Conversion;
        var estimator = conversion.MapValueToKey("Key", "Number").Append(conversion.ConvertType("Narrow", "Key", DataKind.Byte));
        IDataView data = _context.Data.LoadFromEnumerable(Rows);

        ITransformer model = estimator.Fit(data);
        IDataView result = model.Transform(data);

        Assert.IsFalse(estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context)).Single(column => column.Name == "Narrow").IsKey);
        Assert.AreEqual(new KeyDataViewType(typeof(byte), 2), result.Schema["Narrow"].Type);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 1 }, EstimatorContract.Scalars<byte>(result, "Narrow"));
        VBuffer<int> values = default;
        result.Schema["Narrow"].GetKeyValues(ref values);
        CollectionAssert.AreEqual(new[] { 7, -3 }, values.DenseValues().ToArray());
        EstimatorContract.CheckSameValues(result, EstimatorContract.SaveAndLoad(_context, model, data).Transform(data));
    }

    [TestMethod]
    [DataRow(DataKind.Single)]
    [DataRow(DataKind.Int64)]
    [DataRow(DataKind.String)]
    public void ConvertType_OfAKeyToWhatIsNone_Throws(DataKind kind)
    {
        IDataView data = _context.Data.LoadFromEnumerable(Rows);
        IDataView keyed = _context.Transforms.Conversion.MapValueToKey("Key", "Number").Fit(data).Transform(data);

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Transforms.Conversion.ConvertType("Out", "Key", kind).Fit(keyed).Transform(keyed));
    }

    [TestMethod]
    public void ConvertType_MissingColumn_ThrowsNamingIt()
    {
        var estimator = _context.Transforms.Conversion.ConvertType("Again", "Nowhere");

        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(EstimatorContract.ShapeOf<Row>(_context))).Message, "Nowhere");
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
}

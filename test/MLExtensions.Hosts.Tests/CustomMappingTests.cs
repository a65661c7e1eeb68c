using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class CustomMappingTests
{
    private readonly MLContext _context = new(1);

    [TestMethod]
    public void CustomMapping_AddsItsColumnsAndKeepsTheOthers()
    {
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(8));
        var estimator = _context.Transforms.CustomMapping<AreaAndPrice, PerArea>((from, to) => to.PricePerArea = from.Price / (float)from.Area, null);
        IDataView mapped = estimator.Fit(data).Transform(data);
        Assert.AreEqual("PricePerArea", mapped.Schema[^1].Name);
        string[] expected = [.. House.Some(8).Select(house => (house.Price / (float)house.Area).ToString())];
        CollectionAssert.AreEqual(expected, CursorContract.Values(mapped, "PricePerArea"));
        CursorContract.Check(mapped);
    }

    [TestMethod]
    public void CustomMapping_ReadByOtherColumns_DoesNotRun()
    {
        int calls = 0;
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(8));
        var estimator = _context.Transforms.CustomMapping<AreaAndPrice, TwoColumns>((from, to) => calls++, null);
        IDataView mapped = estimator.Fit(data).Transform(data);
        CursorContract.Values(mapped, "Price");
        Assert.AreEqual(0, calls);
        CursorContract.Read(mapped, [.. mapped.Schema]);
        Assert.AreEqual(8, calls, "once a row, however many columns are read");
    }

    [TestMethod]
    public void GetOutputSchema_WithoutAnInputColumn_ThrowsNamingIt()
    {
        var estimator = _context.Transforms.CustomMapping<AreaAndPrice, PerArea>((from, to) => { }, null);
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new { Price = 1f } });
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data));
        StringAssert.Contains(thrown.Message, "Area");
    }

    [TestMethod]
    public void GetOutputSchema_WithDefinedColumns_GivesTheirTypesAndAnnotations()
    {
        var definition = SchemaDefinition.Create(typeof(Numbers));
        SchemaDefinition.Column values = definition["Values"];
        values.ColumnName = "Score";
        values.ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        values.AddAnnotation("SlotNames", new[] { "a", "b", "c" }, new VectorDataViewType(TextDataViewType.Instance, 3));
        var estimator = _context.Transforms.CustomMapping<AreaAndPrice, Numbers>((from, to) => to.Values = [1, 2, 3], null, null, definition);
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(1));
        DataViewSchema.Column column = estimator.Fit(data).GetOutputSchema(data.Schema)["Score"];
        Assert.AreEqual("Vector<Single, 3>", column.Type.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.AreEqual("b", names.GetItemOrDefault(1).ToString());
    }

    [TestMethod]
    public void Save_WithAContract_LoadsInANewContextAndMapsAlike()
    {
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(5));
        ITransformer model = _context.Transforms.CustomMapping(new DoublePrice().GetMapping(), DoublePrice.Contract).Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out _);
        CollectionAssert.AreEqual(
            CursorContract.Values(model.Transform(data), "Doubled"), CursorContract.Values(loaded.Transform(data), "Doubled"));
        Assert.AreEqual("208", CursorContract.Values(loaded.Transform(data), "Doubled")[^1]);
    }

    [TestMethod]
    public void Save_WithoutAContract_Throws()
    {
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(5));
        ITransformer model = _context.Transforms.CustomMapping<AreaAndPrice, PerArea>((from, to) => { }, null).Fit(data);
        using var stream = new MemoryStream();
        Assert.Throws<InvalidOperationException>(() => _context.Model.Save(model, data.Schema, stream));
    }

    internal sealed class AreaAndPrice
    {
        public float Price { get; set; }

        public double Area { get; set; }
    }

    internal sealed class PerArea
    {
        public float PricePerArea { get; set; }
    }

    internal sealed class TwoColumns
    {
        public float First { get; set; }

        public float Second { get; set; }
    }

    internal sealed class Numbers
    {
        public float[] Values { get; set; } = [];
    }
}

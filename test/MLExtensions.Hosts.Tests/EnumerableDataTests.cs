using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class EnumerableDataTests
{
    private readonly MLContext _context = new(1);

    [TestMethod]
    public void LoadFromEnumerable_OfAClass_GivesAColumnForEachMember()
    {
        DataViewSchema schema = _context.Data.LoadFromEnumerable(House.Some(3)).Schema;
        var types = schema.ToDictionary(column => column.Name, column => column.Type.ToString());
        var expected = new Dictionary<string, string>
        {
            ["Price"] = "Single",
            ["Area"] = "Double",
            ["Rooms"] = "Int32",
            ["Garden"] = "Boolean",
            ["Town"] = "String",
            ["Position"] = "Vector<Single, 2>",
            ["Tags"] = "Vector<String>",
            ["Class"] = "Key<UInt32, 0-2>",
            ["Sold"] = "DateTime",
        };
        CollectionAssert.AreEquivalent(expected, types);
    }

    [TestMethod]
    public void LoadFromEnumerable_KeepsTheCursorContract() => CursorContract.Check(_context.Data.LoadFromEnumerable(House.Some(10)));

    [TestMethod]
    public void LoadFromEnumerable_OfKeys_CountsThemFromOneAndTakesThoseBeyondForMissing()
    {
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(5));
        CollectionAssert.AreEqual(new[] { "1", "2", "3", "0", "1" }, CursorContract.Values(data, "Class"));
    }

    [TestMethod]
    public void CreateEnumerable_GivesBackWhatWasLoaded()
    {
        House[] houses = House.Some(6);
        IDataView data = _context.Data.LoadFromEnumerable(houses);
        House[] back = [.. _context.Data.CreateEnumerable<House>(data, reuseRowObject: false)];
        Assert.HasCount(6, back);
        for (int i = 0; i < back.Length; i++)
        {
            Assert.AreEqual(houses[i].Price, back[i].Price);
            Assert.AreEqual(houses[i].Area, back[i].Area);
            Assert.AreEqual(houses[i].Town, back[i].Town);
            Assert.AreEqual(houses[i].SoldOn, back[i].SoldOn);
            CollectionAssert.AreEqual(houses[i].Position, back[i].Position);
            CollectionAssert.AreEqual(houses[i].Tags, back[i].Tags);
        }

        Assert.AreNotSame(back[0], back[1]);
        House[] reused = [.. _context.Data.CreateEnumerable<House>(data, reuseRowObject: true)];
        Assert.AreSame(reused[0], reused[5]);
    }

    [TestMethod]
    public void CreateEnumerable_WithAMissingColumn_ThrowsUnlessToldNotTo()
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new { Price = 1f } });
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _context.Data.CreateEnumerable<PriceAndName>(data, reuseRowObject: false).ToList());
        StringAssert.Contains(thrown.Message, "Name");
        PriceAndName row = _context.Data.CreateEnumerable<PriceAndName>(data, reuseRowObject: false, ignoreMissingColumns: true).Single();
        Assert.AreEqual(1f, row.Price);
    }

    [TestMethod]
    public void CreateEnumerable_WithAMemberOfAnotherType_ThrowsNamingIt()
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[] { new { Price = 1.0, Name = "x" } });
        var thrown = Assert.ThrowsExactly<InvalidOperationException>(
            () => _context.Data.CreateEnumerable<PriceAndName>(data, reuseRowObject: false).ToList());
        StringAssert.Contains(thrown.Message, "Price");
    }

    [TestMethod]
    public void LoadFromEnumerable_WithASchemaDefinition_UsesItsNamesTypesAndAnnotations()
    {
        var definition = SchemaDefinition.Create(typeof(House));
        definition["Position"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 2);
        definition["Position"].AddAnnotation("Unit", "metre".AsMemory(), TextDataViewType.Instance);
        definition["Price"].ColumnName = "Label";
        DataViewSchema schema = _context.Data.LoadFromEnumerable(House.Some(1), definition).Schema;
        Assert.AreEqual("Vector<Single, 1, 2>", schema["Position"].Type.ToString());
        ReadOnlyMemory<char> unit = default;
        schema["Position"].Annotations.GetValue("Unit", ref unit);
        Assert.AreEqual("metre", unit.ToString());
        Assert.IsNull(schema.GetColumnOrNull("Price"));
        Assert.AreEqual(NumberDataViewType.Single, schema["Label"].Type);
    }

    [TestMethod]
    public void LoadFromEnumerable_WithADuplicateColumnName_Throws() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable(Array.Empty<TwoOfOneName>()));

    [TestMethod]
    public void LoadFromEnumerable_WithATypeThatIsNone_ThrowsNamingTheMember()
    {
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _context.Data.LoadFromEnumerable(Array.Empty<WithDecimal>()));
        StringAssert.Contains(thrown.Message, "Amount");
    }

    [TestMethod]
    public void GetColumn_OfTextsAndVectors_GivesStringsAndArrays()
    {
        IDataView data = _context.Data.LoadFromEnumerable(House.Some(4));
        CollectionAssert.AreEqual(new[] { "Town 0", "Town 1", "Town 2", "Town 0" }, data.GetColumn<string>("Town").ToArray());
        CollectionAssert.AreEqual(new float[] { 2, -2 }, data.GetColumn<float[]>("Position").ElementAt(2));
        CollectionAssert.AreEqual(new[] { "tag0", "tag1" }, data.GetColumn<string[]>("Tags").ElementAt(2));
        CollectionAssert.AreEqual(new float[] { 100, 101, 102, 103 }, data.GetColumn<float>("Price").ToArray());
    }

    [TestMethod]
    public void Preview_OfAView_ShowsTheFirstRowsAndAllColumns()
    {
        DataDebuggerPreview preview = _context.Data.LoadFromEnumerable(House.Some(9)).Preview(maxRows: 4);
        Assert.HasCount(4, preview.RowView);
        Assert.HasCount(9, preview.ColumnView);
        Assert.AreEqual(102f, preview.RowView[2].Values.Single(pair => pair.Key == "Price").Value);
    }

    internal sealed class PriceAndName
    {
        public float Price { get; set; }

        public string Name { get; set; } = "";
    }

    internal sealed class TwoOfOneName
    {
        [ColumnName("A")]
        public float First { get; set; }

        [ColumnName("A")]
        public float Second { get; set; }
    }

    internal sealed class WithDecimal
    {
        public decimal Amount { get; set; }
    }
}

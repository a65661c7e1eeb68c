using Microsoft.ML;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class ColumnOrderTests
{
    private static readonly Row[] Rows = [new() { First = 1, Second = 2 }, new() { First = -4, Second = 8 }];

    [TestMethod]
    public void Transform_OfANewName_AddsTheColumnAtTheEnd()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(Rows);

        DataViewSchema schema = mlContext.Transforms.NormalizeMinMax("Third", nameof(Row.First)).Fit(data).Transform(data).Schema;

        CollectionAssert.AreEqual(new[] { "First", "Second", "Third" }, schema.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void Transform_InPlace_PutsTheColumnAfterTheOneItHides()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(Rows);

        DataViewSchema schema = mlContext.Transforms.NormalizeMinMax(nameof(Row.First)).Fit(data).Transform(data).Schema;

        CollectionAssert.AreEqual(new[] { "First", "First", "Second" }, schema.Select(column => column.Name).ToArray());
        CollectionAssert.AreEqual(new[] { true, false, false }, schema.Select(column => column.IsHidden).ToArray());
    }

    [TestMethod]
    public void Cursor_OverAHiddenColumnAndItsSuccessor_ReadsBoth()
    {
        var mlContext = new MLContext(seed: 1);
        IDataView data = mlContext.Data.LoadFromEnumerable(Rows);
        IDataView scaled = mlContext.Transforms.NormalizeMinMax(nameof(Row.First)).Fit(data).Transform(data);
        using DataViewRowCursor cursor = scaled.GetRowCursor(scaled.Schema);
        ValueGetter<float> hidden = cursor.GetGetter<float>(scaled.Schema[0]);
        ValueGetter<float> successor = cursor.GetGetter<float>(scaled.Schema[1]);
        float before = 0, after = 0;

        Assert.IsTrue(cursor.MoveNext() && cursor.MoveNext());
        hidden(ref before);
        successor(ref after);

        // The largest magnitude, 4, becomes 1.
        Assert.AreEqual(-4f, before);
        Assert.AreEqual(-1f, after);
    }

    private sealed class Row
    {
        public float First { get; set; }

        public float Second { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Hosts.Tests;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void ToSchema_WithTwoColumnsOfOneName_HidesTheFirst()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", NumberDataViewType.Int32);
        DataViewSchema schema = builder.ToSchema();

        CollectionAssert.AreEqual(new[] { true, false, false }, schema.Select(column => column.IsHidden).ToArray());
        Assert.AreEqual(2, schema["A"].Index);
        Assert.IsNull(schema.GetColumnOrNull("C"));
        var thrown = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema["C"]);
        StringAssert.Contains(thrown.Message, "Column 'C' not found");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => schema[3]);
    }

    [TestMethod]
    public void GetValue_OfAnnotations_GivesTheValueOrThrowsForAnotherTypeOrKind()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Answer", NumberDataViewType.Int32, 42);
        builder.Add<VBuffer<float>>(
            "Vector", new VectorDataViewType(NumberDataViewType.Single, 2), (ref VBuffer<float> value) => value = new VBuffer<float>(2, [1, 2]));
        DataViewSchema.Annotations annotations = builder.ToAnnotations();

        int answer = 0;
        annotations.GetValue("Answer", ref answer);
        Assert.AreEqual(42, answer);
        VBuffer<float> vector = default;
        annotations.GetValue("Vector", ref vector);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, vector.DenseValues().ToArray());
        float other = 0;
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("Answer", ref other));
        Assert.ThrowsExactly<InvalidOperationException>(() => annotations.GetValue("Question", ref answer));
        Assert.ThrowsExactly<ArgumentException>(() => builder.AddPrimitiveValue("Wrong", NumberDataViewType.Single, 1));
    }

    [TestMethod]
    public void Types_WithTheSameParts_AreEqual()
    {
        Assert.IsTrue(new KeyDataViewType(typeof(uint), 5).Equals(new KeyDataViewType(typeof(uint), 5)));
        Assert.IsFalse(new KeyDataViewType(typeof(uint), 5).Equals(new KeyDataViewType(typeof(byte), 5)));
        Assert.IsTrue(new VectorDataViewType(NumberDataViewType.Single, 2, 3).Equals(new VectorDataViewType(NumberDataViewType.Single, 2, 3)));
        Assert.IsFalse(new VectorDataViewType(NumberDataViewType.Single, 6).Equals(new VectorDataViewType(NumberDataViewType.Single, 2, 3)));
        Assert.AreEqual(typeof(VBuffer<float>), new VectorDataViewType(NumberDataViewType.Single).RawType);
        Assert.IsFalse(new VectorDataViewType(NumberDataViewType.Single).IsKnownSize);
        Assert.AreEqual(6, new VectorDataViewType(NumberDataViewType.Single, 2, 3).Size);
    }

    [TestMethod]
    public void ToString_OfTypes_NamesTheParts()
    {
        Assert.AreEqual("Single", NumberDataViewType.Single.ToString());
        Assert.AreEqual("String", TextDataViewType.Instance.ToString());
        Assert.AreEqual("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.AreEqual("Vector<Single, 4>", new VectorDataViewType(NumberDataViewType.Single, 4).ToString());
        Assert.AreEqual("Vector<Single, 2, 3>", new VectorDataViewType(NumberDataViewType.Single, 2, 3).ToString());
        Assert.AreEqual("Vector<Single>", new VectorDataViewType(NumberDataViewType.Single).ToString());
    }

    [TestMethod]
    public void KeyDataViewType_WithACountItsTypeCannotHold_Throws()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 5));
        Assert.AreEqual(255UL, new KeyDataViewType(typeof(byte), 255).Count);
    }

    [TestMethod]
    public void RowIds_DerivedFromOne_AreAllDifferent()
    {
        var ids = new HashSet<DataViewRowId>();
        for (uint i = 0; i < 100; i++)
        {
            var id = new DataViewRowId(i, 0);
            Assert.IsTrue(ids.Add(id));
            DataViewRowId made = id.Fork();
            for (int j = 0; j < 20; j++)
            {
                Assert.IsTrue(ids.Add(made));
                made = made.Next();
            }

            Assert.IsTrue(ids.Add(id.Combine(new DataViewRowId(7, 0))));
        }

        Assert.AreEqual(new DataViewRowId(3, 4).Fork(), new DataViewRowId(3, 4).Fork());
        Assert.AreNotEqual(new DataViewRowId(1, 0).Combine(new DataViewRowId(2, 0)), new DataViewRowId(2, 0).Combine(new DataViewRowId(1, 0)));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace MLExtensions.Tests.Harness;

/// <summary>Compares schemas with each other and with promises.</summary>
internal static class SchemaComparison
{
    /// <summary>An annotation that nobody has: a column that claims it claims anything.</summary>
    private const string NobodysAnnotation = "NobodysAnnotation";

    /// <summary>Names, order, types, hidden columns, and annotations value by value.</summary>
    public static void CheckSame(DataViewSchema expected, DataViewSchema actual)
    {
        Assert.AreEqual(expected.Count, actual.Count, $"the columns of {Text(expected)} and of {Text(actual)}");
        for (int i = 0; i < expected.Count; i++)
        {
            string name = expected[i].Name;
            Assert.AreEqual(name, actual[i].Name, $"column {i}");
            Assert.AreEqual(expected[i].IsHidden, actual[i].IsHidden, $"whether column {i}, '{name}', is hidden");
            Assert.IsTrue(expected[i].Type.Equals(actual[i].Type), $"'{name}' is {expected[i].Type} and {actual[i].Type}");
            Assert.AreEqual(expected[name].Index, actual[name].Index, $"the column that '{name}' finds");
            CheckSameAnnotations(name, expected[i].Annotations, actual[i].Annotations);
        }
    }

    /// <summary>Each promised column comes and no other, and the same of each column's annotations.</summary>
    public static void CheckPromise(SchemaShape promised, DataViewSchema delivered)
    {
        CheckPromise(promised, [.. delivered.Where(column => !column.IsHidden)], "columns");
        foreach (var column in promised)
        {
            CheckPromise(column.Annotations, [.. delivered[column.Name].Annotations.Schema], $"annotations of '{column.Name}'");
        }
    }

    public static string Text(DataViewSchema schema) => string.Join(", ", schema.Select(column => $"{column.Name}: {column.Type}"));

    private static void CheckPromise(SchemaShape promised, DataViewSchema.Column[] delivered, string what)
    {
        foreach (var column in delivered)
        {
            Assert.IsTrue(promised.Any(candidate => candidate.Name == column.Name), $"{what}: '{column.Name}' came and was not promised");
        }

        foreach (var column in promised)
        {
            int index = Array.FindIndex(delivered, candidate => candidate.Name == column.Name);
            Assert.IsGreaterThanOrEqualTo(0, index, $"{what}: '{column.Name}' was promised and did not come");
            CheckPromise(column, delivered[index].Type, $"{what}: '{column.Name}'");
        }
    }

    private static void CheckPromise(SchemaShape.Column promised, DataViewType type, string what)
    {
        var vector = type as VectorDataViewType;
        DataViewType item = vector is null ? type : vector.ItemType;
        var kind = vector is null ? VectorKind.Scalar : vector.IsKnownSize ? VectorKind.Vector : VectorKind.VariableVector;
        Assert.AreEqual(promised.Kind, kind, what);
        Assert.AreEqual(promised.IsKey, item is KeyDataViewType, $"{what}, whether it is a key");
        Assert.AreEqual(promised.ItemType.RawType, item.RawType, $"{what}, type of an item");
    }

    private static void CheckSameAnnotations(string column, DataViewSchema.Annotations expected, DataViewSchema.Annotations actual)
    {
        CollectionAssert.AreEqual(Kinds(expected), Kinds(actual), $"annotations of '{column}'");
        foreach (var kind in expected.Schema)
        {
            var counterpart = actual.Schema[kind.Name];
            Assert.IsTrue(kind.Type.Equals(counterpart.Type), $"annotation '{kind.Name}' of '{column}' is {kind.Type} and {counterpart.Type}");
            object expectedValue = ValueReading.Annotation(expected, kind);
            object actualValue = ValueReading.Annotation(actual, counterpart);
            Assert.IsTrue(
                ValueReading.AreSame(expectedValue, actualValue, tolerance: 0),
                $"annotation '{kind.Name}' of '{column}' is {ValueReading.Text(expectedValue)} and {ValueReading.Text(actualValue)}");
        }

        Assert.IsNull(actual.Schema.GetColumnOrNull(NobodysAnnotation), $"'{column}' has an annotation of a kind that nobody made");

        static string[] Kinds(DataViewSchema.Annotations annotations) =>
            [.. annotations.Schema.Select(kind => kind.Name).Order(StringComparer.Ordinal)];
    }
}

using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Testing;

/// <summary>What every estimator owes: the promised columns are the delivered ones, and a loaded model does what the fitted one did.</summary>
internal static class EstimatorContract
{
    /// <summary>Fits, checks the promise, the row mapper and a saved and loaded copy. Gives the transformed data.</summary>
    public static IDataView Check<TRow>(MLContext context, IEstimator<ITransformer> estimator, IEnumerable<TRow> rows)
        where TRow : class, new()
    {
        IDataView data = context.Data.LoadFromEnumerable(rows);
        ITransformer transformer = estimator.Fit(data);
        IDataView transformed = transformer.Transform(data);
        CheckPromise(estimator.GetOutputSchema(ShapeOf<TRow>(context)), transformed.Schema);
        CheckSameSchema(transformed.Schema, transformer.GetOutputSchema(data.Schema));

        Assert.IsTrue(transformer.IsRowToRowMapper);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        CheckSameSchema(transformed.Schema, mapper.OutputSchema);

        CheckSameValues(transformed, SaveAndLoad(context, transformer, data).Transform(data));
        return transformed;
    }

    /// <summary>Through a model file, into a context that knows nothing.</summary>
    public static ITransformer SaveAndLoad(MLContext context, ITransformer transformer, IDataView data)
    {
        using var file = new MemoryStream();
        context.Model.Save(transformer, data.Schema, file);
        file.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(file, out DataViewSchema schema);
        CheckSameSchema(data.Schema, schema);
        return loaded;
    }

    /// <summary>The shape of a class's columns, by the one public way there is: the promise of a mapping that makes them from nothing.</summary>
    public static SchemaShape ShapeOf<TRow>(MLContext context)
        where TRow : class, new() => context.Transforms.CustomMapping<Nothing, TRow>((_, _) => { }, null).GetOutputSchema(new SchemaShape([]));

    public static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    /// <summary>A column's values, vectors as arrays of all their slots, text as strings.</summary>
    public static object[] Values(IDataView view, string column)
    {
        MethodInfo read = typeof(EstimatorContract).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (object[])read.MakeGenericMethod(view.Schema[column].Type.RawType).Invoke(null, [view, view.Schema[column]])!;
    }

    public static float[][] Vectors(IDataView view, string column) => [.. Values(view, column).Select(row => ((object[])row).Cast<float>().ToArray())];

    public static T[] Scalars<T>(IDataView view, string column) => [.. Values(view, column).Cast<T>()];

    private static void CheckPromise(SchemaShape promised, DataViewSchema delivered)
    {
        DataViewSchema.Column[] visible = [.. delivered.Where(column => !column.IsHidden)];
        CollectionAssert.AreEquivalent(promised.Select(column => column.Name).ToArray(), visible.Select(column => column.Name).ToArray());
        foreach (SchemaShape.Column column in promised)
        {
            CheckPromise(column, delivered[column.Name].Type, column.Name);
            DataViewSchema annotations = delivered[column.Name].Annotations.Schema;
            CollectionAssert.AreEquivalent(
                column.Annotations.Select(annotation => annotation.Name).ToArray(),
                annotations.Select(annotation => annotation.Name).ToArray(),
                $"annotations of '{column.Name}'");
            foreach (SchemaShape.Column annotation in column.Annotations)
            {
                CheckPromise(annotation, annotations[annotation.Name].Type, $"{column.Name}.{annotation.Name}");
            }
        }
    }

    private static void CheckPromise(SchemaShape.Column promised, DataViewType delivered, string name)
    {
        var vector = delivered as VectorDataViewType;
        DataViewType item = vector?.ItemType ?? delivered;
        SchemaShape.Column.VectorKind kind = vector is null ? SchemaShape.Column.VectorKind.Scalar
            : vector.IsKnownSize ? SchemaShape.Column.VectorKind.Vector
            : SchemaShape.Column.VectorKind.VariableVector;
        Assert.AreEqual(promised.Kind, kind, name);
        Assert.AreEqual(promised.IsKey, item is KeyDataViewType, name);
        Assert.AreEqual(promised.ItemType.RawType, item.RawType, name);
    }

    private static void CheckSameSchema(DataViewSchema expected, DataViewSchema actual)
    {
        Assert.AreEqual(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.AreEqual(expected[i].Name, actual[i].Name);
            Assert.AreEqual(expected[i].IsHidden, actual[i].IsHidden);
            Assert.IsTrue(expected[i].Type.Equals(actual[i].Type), $"{expected[i].Name}: {expected[i].Type}, {actual[i].Type}");
            CollectionAssert.AreEquivalent(
                expected[i].Annotations.Schema.Select(annotation => (annotation.Name, annotation.Type.ToString())).ToArray(),
                actual[i].Annotations.Schema.Select(annotation => (annotation.Name, annotation.Type.ToString())).ToArray(),
                expected[i].Name);
        }
    }

    private static void CheckSameValues(IDataView expected, IDataView actual)
    {
        CheckSameSchema(expected.Schema, actual.Schema);
        foreach (string name in expected.Schema.Select(column => column.Name).Distinct())
        {
            object[] expectedValues = Values(expected, name);
            object[] actualValues = Values(actual, name);
            Assert.AreEqual(expectedValues.Length, actualValues.Length, name);
            for (int i = 0; i < expectedValues.Length; i++)
            {
                if (expectedValues[i] is object[] vector)
                {
                    CollectionAssert.AreEqual(vector, (object[])actualValues[i], name);
                }
                else
                {
                    Assert.AreEqual(expectedValues[i], actualValues[i], name);
                }
            }
        }
    }

    private static object[] Read<T>(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<T> getter = cursor.GetGetter<T>(column);
        var values = new List<object>();
        T value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(Detach(value!));
        }

        return [.. values];
    }

    private static object Detach(object value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        VBuffer<float> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<double> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<uint> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<int> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<ReadOnlyMemory<char>> vector => vector.DenseValues().Select(text => (object)text.ToString()).ToArray(),
        _ => value,
    };

    private sealed class Nothing
    {
    }
}

using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Testing;

/// <summary>What every estimator owes: the promised columns are the delivered ones, and a loaded model does what the fitted one did.</summary>
internal static class EstimatorContract
{
    /// <summary>Fits, checks the promise, the row mapper and a saved and loaded copy. Gives the transformed data.</summary>
    public static IDataView Check<TRow>(MLContext context, IEstimator<ITransformer> estimator, IEnumerable<TRow> rows)
        where TRow : class, new() => Check(context, estimator, context.Data.LoadFromEnumerable(rows), ShapeOf<TRow>(context));

    /// <summary>The same for any data; <paramref name="shape"/> is the promise of what made it.</summary>
    public static IDataView Check(MLContext context, IEstimator<ITransformer> estimator, IDataView data, SchemaShape shape)
    {
        ITransformer transformer = estimator.Fit(data);
        IDataView transformed = transformer.Transform(data);
        CheckPromise(estimator.GetOutputSchema(shape), transformed.Schema);
        CheckSameSchema(transformed.Schema, transformer.GetOutputSchema(data.Schema));

        Assert.IsTrue(transformer.IsRowToRowMapper);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.AreSame(data.Schema, mapper.InputSchema);
        CheckSameSchema(transformed.Schema, mapper.OutputSchema);
        CheckDependencies(mapper, data, transformed);

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
    public static object[] Values(IDataView view, string column) => Values(view, view.Schema[column]);

    public static float[][] Vectors(IDataView view, string column) => [.. Values(view, column).Select(row => ((object[])row).Cast<float>().ToArray())];

    public static T[] Scalars<T>(IDataView view, string column) => [.. Values(view, column).Cast<T>()];

    /// <summary>The columns that the mapper says a column depends on are enough to compute it.</summary>
    private static void CheckDependencies(IRowToRowMapper mapper, IDataView data, IDataView transformed)
    {
        foreach (DataViewSchema.Column column in mapper.OutputSchema)
        {
            DataViewSchema.Column[] needed = [.. mapper.GetDependencies([column])];
            Assert.IsTrue(needed.All(input => data.Schema[input.Index].Equals(input)), $"'{column.Name}' depends on columns that are not of the input");
            using DataViewRowCursor cursor = data.GetRowCursor(needed);
            using DataViewRow row = mapper.GetRow(cursor, [column]);
            Assert.AreSame(mapper.OutputSchema, row.Schema);
            Func<object> value = ValueOf(row, column);
            foreach (object expected in Values(transformed, transformed.Schema[column.Index]))
            {
                Assert.IsTrue(cursor.MoveNext());
                CheckSameValue(expected, value(), tolerance: 1e-4, column.Name);
            }

            Assert.IsFalse(cursor.MoveNext());
        }
    }

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
            CollectionAssert.AreEqual(NameValues(expected[i]), NameValues(actual[i]), $"slot names or key values of '{expected[i].Name}'");
            Assert.IsNull(actual[i].Annotations.Schema.GetColumnOrNull("PurpleDragonScales"));
        }
    }

    public static void CheckSameValues(IDataView expected, IDataView actual)
    {
        CheckSameSchema(expected.Schema, actual.Schema);
        foreach (Func<int, bool> chosen in new Func<int, bool>[] { _ => true, index => index % 2 == 0, index => index % 2 == 1 })
        {
            CollectionAssert.AreEqual(
                CursorContract.Read(expected, [.. expected.Schema.Where(column => chosen(column.Index))]),
                CursorContract.Read(actual, [.. actual.Schema.Where(column => chosen(column.Index))]));
        }

        foreach (DataViewSchema.Column column in expected.Schema)
        {
            object[] expectedValues = Values(expected, column);
            object[] actualValues = Values(actual, actual.Schema[column.Index]);
            Assert.AreEqual(expectedValues.Length, actualValues.Length, column.Name);
            for (int i = 0; i < expectedValues.Length; i++)
            {
                CheckSameValue(expectedValues[i], actualValues[i], tolerance: 0, column.Name);
            }
        }
    }

    private static void CheckSameValue(object expected, object actual, double tolerance, string name)
    {
        object[] expectedItems = expected as object[] ?? [expected];
        object[] actualItems = actual as object[] ?? [actual];
        Assert.AreEqual(expectedItems.Length, actualItems.Length, name);
        for (int i = 0; i < expectedItems.Length; i++)
        {
            if (expectedItems[i] is float number && float.IsFinite(number))
            {
                Assert.AreEqual(number, (float)actualItems[i], tolerance * Math.Max(1, Math.Abs(number)), name);
            }
            else
            {
                Assert.AreEqual(expectedItems[i], actualItems[i], name);
            }
        }
    }

    /// <summary>The values of the annotations that name slots and keys, as text.</summary>
    private static string[] NameValues(DataViewSchema.Column column) =>
        [.. from annotation in column.Annotations.Schema
            where annotation.Name is "SlotNames" or "KeyValues" or "TrainingLabelValues"
            orderby annotation.Name
            select $"{annotation.Name}: {CallWith(nameof(AnnotationText), ((VectorDataViewType)annotation.Type).ItemType.RawType, column.Annotations, annotation.Name)}"];

    private static string AnnotationText<T>(DataViewSchema.Annotations annotations, string kind)
    {
        VBuffer<T> values = default;
        annotations.GetValue(kind, ref values);
        return string.Join(',', values.DenseValues());
    }

    private static object[] Values(IDataView view, DataViewSchema.Column column) => (object[])CallWith(nameof(Read), column.Type.RawType, view, column);

    private static Func<object> ValueOf(DataViewRow row, DataViewSchema.Column column) =>
        (Func<object>)CallWith(nameof(Getter), column.Type.RawType, row, column);

    private static object CallWith(string method, Type type, params object[] arguments) =>
        typeof(EstimatorContract).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;

    private static object[] Read<T>(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        Func<object> getter = Getter<T>(cursor, column);
        var values = new List<object>();
        while (cursor.MoveNext())
        {
            values.Add(getter());
        }

        return [.. values];
    }

    private static Func<object> Getter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Detach(value!);
        };
    }

    private static object Detach(object value) => value switch
    {
        ReadOnlyMemory<char> text => text.ToString(),
        VBuffer<float> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<double> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<uint> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<bool> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<byte> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<int> vector => vector.DenseValues().Cast<object>().ToArray(),
        VBuffer<ReadOnlyMemory<char>> vector => vector.DenseValues().Select(text => (object)text.ToString()).ToArray(),
        _ => value,
    };

    private sealed class Nothing
    {
    }
}

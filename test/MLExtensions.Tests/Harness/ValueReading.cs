using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Tests.Harness;

/// <summary>Reads values of any column type as objects: vectors as arrays of all their slots, text as strings.</summary>
internal static class ValueReading
{
    /// <summary>Reads the current row's value of a column; throws where the row's getter does.</summary>
    public static Func<object> Getter(DataViewRow row, DataViewSchema.Column column) => (Func<object>)(column.Type is VectorDataViewType vector
        ? Call(nameof(VectorGetter), vector.ItemType.RawType, row, column)
        : Call(nameof(ScalarGetter), column.Type.RawType, row, column));

    /// <summary>The value of an annotation.</summary>
    public static object Annotation(DataViewSchema.Annotations annotations, DataViewSchema.Column kind) => kind.Type is VectorDataViewType vector
        ? Call(nameof(VectorAnnotation), vector.ItemType.RawType, annotations, kind.Name)
        : Call(nameof(ScalarAnnotation), kind.Type.RawType, annotations, kind.Name);

    /// <summary>Whether two values are the same; finite numbers may differ by a part of their size.</summary>
    public static bool AreSame(object expected, object actual, double tolerance) => (expected, actual) switch
    {
        (object[] left, object[] right) => left.Length == right.Length && left.Zip(right).All(pair => AreSame(pair.First, pair.Second, tolerance)),
        (float left, float right) => left.Equals(right) || Math.Abs(left - right) <= tolerance * Math.Max(1, Math.Abs(left)),
        (double left, double right) => left.Equals(right) || Math.Abs(left - right) <= tolerance * Math.Max(1, Math.Abs(left)),
        _ => expected.Equals(actual),
    };

    public static string Text(object value) => value is object[] items ? $"[{string.Join(' ', items)}]" : $"{value}";

    private static Func<object> ScalarGetter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return Detach(value);
        };
    }

    private static Func<object> VectorGetter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return Detach(value);
        };
    }

    private static object ScalarAnnotation<T>(DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        return Detach(value);
    }

    private static object VectorAnnotation<T>(DataViewSchema.Annotations annotations, string kind)
    {
        VBuffer<T> value = default;
        annotations.GetValue(kind, ref value);
        return Detach(value);
    }

    private static object Detach<T>(T value) => value is ReadOnlyMemory<char> text ? text.ToString() : value!;

    private static object Detach<T>(VBuffer<T> vector) => vector.DenseValues().Select(Detach).ToArray();

    private static object Call(string method, Type type, params object[] arguments) =>
        typeof(ValueReading).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}

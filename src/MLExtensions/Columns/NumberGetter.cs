using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads a scalar number or boolean column of any width as float.</summary>
internal static class NumberGetter
{
    /// <summary>A getter of the column's value as float: a boolean is 0 or 1.</summary>
    public static ValueGetter<float> Create(DataViewRow row, DataViewSchema.Column column)
    {
        var raw = column.Type.RawType;
        return raw == typeof(float) ? row.GetGetter<float>(column)
            : raw == typeof(bool) ? Convert<bool>(row, column, value => value ? 1 : 0)
            : raw == typeof(double) ? Convert<double>(row, column, value => (float)value)
            : raw == typeof(sbyte) ? Convert<sbyte>(row, column, value => value)
            : raw == typeof(short) ? Convert<short>(row, column, value => value)
            : raw == typeof(int) ? Convert<int>(row, column, value => value)
            : raw == typeof(long) ? Convert<long>(row, column, value => value)
            : raw == typeof(byte) ? Convert<byte>(row, column, value => value)
            : raw == typeof(ushort) ? Convert<ushort>(row, column, value => value)
            : raw == typeof(uint) ? Convert<uint>(row, column, value => value)
            : raw == typeof(ulong) ? Convert<ulong>(row, column, value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} is not a number.");
    }

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, float> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return (ref float result) =>
        {
            getter(ref value);
            result = convert(value);
        };
    }
}

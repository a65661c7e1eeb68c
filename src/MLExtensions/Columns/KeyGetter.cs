using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads a scalar key column of any width: 0 is missing, values count from 1.</summary>
internal static class KeyGetter
{
    public static Func<ulong> Create(DataViewRow row, DataViewSchema.Column column)
    {
        var raw = column.Type.RawType;
        return raw == typeof(uint) ? Convert<uint>(row, column, value => value)
            : raw == typeof(byte) ? Convert<byte>(row, column, value => value)
            : raw == typeof(ushort) ? Convert<ushort>(row, column, value => value)
            : raw == typeof(ulong) ? Convert<ulong>(row, column, value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} is no key.");
    }

    private static Func<ulong> Convert<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }
}

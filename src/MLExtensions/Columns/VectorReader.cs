using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads vector columns of numbers or booleans, dense or sparse, as floats.</summary>
internal static class VectorReader
{
    /// <summary>A function that fills a span, which is as long as the column's vectors, with the current row's values.</summary>
    /// <param name="row">The row, or cursor.</param>
    /// <param name="column">The column.</param>
    /// <param name="role">What the column is for, in messages.</param>
    public static SpanReader Create(DataViewRow row, DataViewSchema.Column column, string role)
    {
        var type = (VectorDataViewType)column.Type;
        var raw = type.ItemType.RawType;
        return raw == typeof(float) ? Floats(row, column, role)
            : raw == typeof(bool) ? Convert<bool>(row, column, role, value => value ? 1 : 0)
            : raw == typeof(double) ? Convert<double>(row, column, role, value => (float)value)
            : raw == typeof(sbyte) ? Convert<sbyte>(row, column, role, value => value)
            : raw == typeof(short) ? Convert<short>(row, column, role, value => value)
            : raw == typeof(int) ? Convert<int>(row, column, role, value => value)
            : raw == typeof(long) ? Convert<long>(row, column, role, value => value)
            : raw == typeof(byte) ? Convert<byte>(row, column, role, value => value)
            : raw == typeof(ushort) ? Convert<ushort>(row, column, role, value => value)
            : raw == typeof(uint) ? Convert<uint>(row, column, role, value => value)
            : raw == typeof(ulong) ? Convert<ulong>(row, column, role, value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} is no vector of numbers.");
    }

    private static SpanReader Floats(DataViewRow row, DataViewSchema.Column column, string role)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        return values =>
        {
            getter(ref buffer);
            CheckLength(buffer.Length, values.Length, column, role);
            buffer.CopyTo(values);
        };
    }

    private static SpanReader Convert<T>(DataViewRow row, DataViewSchema.Column column, string role, Func<T, float> convert)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return values =>
        {
            getter(ref buffer);
            CheckLength(buffer.Length, values.Length, column, role);
            var given = buffer.GetValues();
            if (buffer.IsDense)
            {
                for (int i = 0; i < given.Length; i++)
                {
                    values[i] = convert(given[i]);
                }

                return;
            }

            values.Clear();
            var indices = buffer.GetIndices();
            for (int i = 0; i < given.Length; i++)
            {
                values[indices[i]] = convert(given[i]);
            }
        };
    }

    private static void CheckLength(int found, int expected, DataViewSchema.Column column, string role)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"The {role} column '{column.Name}' promised vectors of {expected} values and gave one of {found}.");
        }
    }
}

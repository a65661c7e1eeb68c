using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Columns;

/// <summary>Reads vector columns of numbers or booleans, dense or sparse, as floats.</summary>
internal static class VectorReader
{
    /// <summary>Says where the values of a vector of so many go, of which only the first are wanted where there is less room.</summary>
    public delegate Span<float> Room(Span<float> values, int length);

    /// <summary>A function that fills a span, which is as long as the column's vectors, with the current row's values.</summary>
    /// <param name="row">The row, or cursor.</param>
    /// <param name="column">The column.</param>
    /// <param name="role">What the column is for, in messages.</param>
    public static SpanReader Create(DataViewRow row, DataViewSchema.Column column, string role) => Create(row, column, (values, length) =>
    {
        CheckLength(length, values.Length, column, role);
        return values;
    });

    /// <summary>The same for vectors of any length.</summary>
    /// <param name="row">The row, or cursor.</param>
    /// <param name="column">The column.</param>
    /// <param name="room">Says where a vector's values go.</param>
    public static SpanReader Create(DataViewRow row, DataViewSchema.Column column, Room room)
    {
        var type = (VectorDataViewType)column.Type;
        var raw = type.ItemType.RawType;
        return raw == typeof(float) ? Floats(row, column, room)
            : raw == typeof(bool) ? Convert<bool>(row, column, room, value => value ? 1 : 0)
            : raw == typeof(double) ? Convert<double>(row, column, room, value => (float)value)
            : raw == typeof(sbyte) ? Convert<sbyte>(row, column, room, value => value)
            : raw == typeof(short) ? Convert<short>(row, column, room, value => value)
            : raw == typeof(int) ? Convert<int>(row, column, room, value => value)
            : raw == typeof(long) ? Convert<long>(row, column, room, value => value)
            : raw == typeof(byte) ? Convert<byte>(row, column, room, value => value)
            : raw == typeof(ushort) ? Convert<ushort>(row, column, room, value => value)
            : raw == typeof(uint) ? Convert<uint>(row, column, room, value => value)
            : raw == typeof(ulong) ? Convert<ulong>(row, column, room, value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} is no vector of numbers.");
    }

    private static SpanReader Floats(DataViewRow row, DataViewSchema.Column column, Room room)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        return values =>
        {
            getter(ref buffer);
            values = room(values, buffer.Length);
            if (values.Length == buffer.Length)
            {
                buffer.CopyTo(values);
                return;
            }

            CopyFirst(buffer, values, value => value);
        };
    }

    private static SpanReader Convert<T>(DataViewRow row, DataViewSchema.Column column, Room room, Func<T, float> convert)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        return values =>
        {
            getter(ref buffer);
            CopyFirst(buffer, room(values, buffer.Length), convert);
        };
    }

    private static void CopyFirst<T>(in VBuffer<T> buffer, Span<float> values, Func<T, float> convert)
    {
        var given = buffer.GetValues();
        if (buffer.IsDense)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = convert(given[i]);
            }

            return;
        }

        values.Clear();
        var indices = buffer.GetIndices();
        for (int i = 0; i < given.Length && indices[i] < values.Length; i++)
        {
            values[indices[i]] = convert(given[i]);
        }
    }

    private static void CheckLength(int found, int expected, DataViewSchema.Column column, string role)
    {
        if (found != expected)
        {
            throw new InvalidOperationException($"The {role} column '{column.Name}' promised vectors of {expected} values and gave one of {found}.");
        }
    }
}

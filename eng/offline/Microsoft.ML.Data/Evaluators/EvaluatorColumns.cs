using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How evaluators find, check and read their columns.</summary>
internal static class EvaluatorColumns
{
    public static DataViewSchema.Column Find(IDataView data, string name, string role) =>
        data.Schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException("schema", $"{role} column '{name}' not found");

    public static void Check(bool isValid, string role, DataViewSchema.Column column, string expected)
    {
        if (!isValid)
        {
            throw Contracts.ExceptSchemaMismatch(null, "schema", role, column.Name, expected, column.Type.ToString());
        }
    }

    /// <summary>The label as a number: true is 1, the key value k is k - 1, a missing key is NaN.</summary>
    public static ValueGetter<float> GetLabelGetter(DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type == NumberDataViewType.Single)
        {
            return row.GetGetter<float>(label);
        }

        return label.Type switch
        {
            NumberDataViewType when label.Type == NumberDataViewType.Double => Convert<double>(row, label, value => (float)value),
            BooleanDataViewType => Convert<bool>(row, label, value => value ? 1 : 0),
            KeyDataViewType key => KeyGetter(row, label, key),
            _ => throw new InvalidOperationException("Only floating point number, boolean, and key type values can be used as label."),
        };
    }

    private static ValueGetter<float> KeyGetter(DataViewRow row, DataViewSchema.Column label, KeyDataViewType type)
    {
        float Map(ulong key) => key == 0 || key > type.Count ? float.NaN : key - 1;
        if (type.RawType == typeof(byte))
        {
            return Convert<byte>(row, label, key => Map(key));
        }

        if (type.RawType == typeof(ushort))
        {
            return Convert<ushort>(row, label, key => Map(key));
        }

        return type.RawType == typeof(uint) ? Convert<uint>(row, label, key => Map(key)) : Convert<ulong>(row, label, Map);
    }

    private static ValueGetter<float> Convert<T>(DataViewRow row, DataViewSchema.Column label, Func<T, float> convert)
    {
        ValueGetter<T> getter = row.GetGetter<T>(label);
        T value = default;
        return (ref float destination) =>
        {
            getter(ref value);
            destination = convert(value);
        };
    }
}

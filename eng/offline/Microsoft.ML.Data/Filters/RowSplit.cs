using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A number from 0 to 1 for each row, by which splits part the rows: random, or one for all rows with the same sampling key.</summary>
internal sealed class RowSplit
{
    private const int DefaultSeed = 42;

    private readonly IDataView _data;
    private readonly int[] _columns;
    private readonly Func<DataViewRow, Func<double?>> _number;

    public RowSplit(IHostEnvironment env, IDataView data, string samplingKeyColumnName, int? seed)
    {
        _data = data;
        seed ??= ((IHostEnvironmentInternal)env).Seed;
        if (samplingKeyColumnName is null)
        {
            _columns = [];
            _number = _ => RandomNumbers(seed ?? DefaultSeed);
            return;
        }

        if (!data.Schema.TryGetColumnIndex(samplingKeyColumnName, out int index))
        {
            throw env.ExceptSchemaMismatch(nameof(samplingKeyColumnName), "SamplingKeyColumn", samplingKeyColumnName);
        }

        _columns = [index];
        DataViewSchema.Column column = data.Schema[index];
        _number = column.Type switch
        {
            KeyDataViewType key => row => GenericCall.Invoke<Func<double?>>(KeyFraction<int>, key.RawType, row, column, key.Count),
            NumberDataViewType when column.Type.RawType == typeof(float) => Scaled<float>(data, column),
            NumberDataViewType when column.Type.RawType == typeof(double) => Scaled<double>(data, column),
            VectorDataViewType vector => row => GenericCall.Invoke<Func<double?>>(VectorHash<int>, vector.ItemType.RawType, row, column, seed ?? 0),
            _ => row => GenericCall.Invoke<Func<double?>>(Hash<int>, column.Type.RawType, row, column, seed ?? 0),
        };
    }

    /// <summary>The rows whose number is in the range, or is not.</summary>
    public IDataView Rows(double min, double max, bool includeMax, bool inside)
    {
        return new RowFilterView(
            _data,
            _columns,
            row =>
            {
                Func<double?> next = _number(row);
                return () => next() is double number && inside == (number >= min && (includeMax ? number <= max : number < max))
                    ? RowFilterResult.Keep
                    : RowFilterResult.Drop;
            },
            anyOrder: _columns.Length > 0);
    }

    private static Func<double?> RandomNumbers(int seed)
    {
        TauswortheHybrid random = RandomUtils.Create(seed);
        return () => random.NextSingle();
    }

    /// <summary>Rows whose key is missing are on no side.</summary>
    private static Func<double?> KeyFraction<T>(DataViewRow row, DataViewSchema.Column column, ulong count)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            ulong key = Convert.ToUInt64(value);
            return key == 0 || key > count ? null : (key - 0.5) / count;
        };
    }

    private static Func<DataViewRow, Func<double?>> Scaled<T>(IDataView data, DataViewSchema.Column column)
        where T : struct
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (T item in data.GetColumn<T>(column))
        {
            double value = Convert.ToDouble(item);
            if (double.IsFinite(value))
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        double range = max > min ? max - min : 1;
        return row =>
        {
            ValueGetter<T> get = row.GetGetter<T>(column);
            return () =>
            {
                T value = default;
                get(ref value);
                return (Convert.ToDouble(value) - min) / range;
            };
        };
    }

    private static Func<double?> Hash<T>(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        ValueGetter<T> get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default;
            get(ref value);
            return Fraction(Mix((uint)seed, value.ToString()));
        };
    }

    private static Func<double?> VectorHash<T>(DataViewRow row, DataViewSchema.Column column, int seed)
    {
        ValueGetter<VBuffer<T>> get = row.GetGetter<VBuffer<T>>(column);
        return () =>
        {
            VBuffer<T> value = default;
            get(ref value);
            return Fraction(value.DenseValues().Aggregate((ulong)(uint)seed, (hash, item) => Mix(hash, item?.ToString() ?? "")));
        };
    }

    /// <summary>FNV-1a, the same in every process.</summary>
    private static ulong Mix(ulong hash, string text)
    {
        hash ^= 14695981039346656037;
        foreach (char character in text)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }

    /// <summary>By the finishing steps of 64-bit Murmur3, which spread what differs over all bits.</summary>
    private static double Fraction(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return (hash ^ (hash >> 33)) / 18446744073709551616.0;
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Evaluation;

/// <summary>Reads a column of numbers, booleans or keys, scalars or vectors, dense or sparse, as numbers.</summary>
/// <remarks>A boolean is 0 or 1. A key counts from 0, and a missing one is NaN.</remarks>
internal abstract class NumberReader
{
    /// <summary>What the last <see cref="Read"/> read; one value for a scalar.</summary>
    public double[] Values { get; private init; } = [];

    /// <summary>Whether all of <see cref="Values"/> are finite.</summary>
    public bool IsFinite => Array.TrueForAll(Values, double.IsFinite);

    /// <summary>Reads the current row's value.</summary>
    public abstract void Read();

    /// <summary>A reader of a column whose type <see cref="EvaluationColumns"/> has checked.</summary>
    public static NumberReader Create(DataViewRow row, DataViewSchema.Column column)
    {
        var item = (column.Type as VectorDataViewType)?.ItemType ?? column.Type;
        bool isKey = item is KeyDataViewType;
        var raw = item.RawType;
        return raw == typeof(float) ? Create<float>(row, column, value => value)
            : raw == typeof(double) ? Create<double>(row, column, value => value)
            : raw == typeof(bool) ? Create<bool>(row, column, value => value ? 1 : 0)
            : raw == typeof(sbyte) ? Create<sbyte>(row, column, value => value)
            : raw == typeof(short) ? Create<short>(row, column, value => value)
            : raw == typeof(int) ? Create<int>(row, column, value => value)
            : raw == typeof(long) ? Create<long>(row, column, value => value)
            : raw == typeof(byte) ? Create<byte>(row, column, isKey ? value => Key(value) : value => value)
            : raw == typeof(ushort) ? Create<ushort>(row, column, isKey ? value => Key(value) : value => value)
            : raw == typeof(uint) ? Create<uint>(row, column, isKey ? value => Key(value) : value => value)
            : raw == typeof(ulong) ? Create<ulong>(row, column, isKey ? value => Key(value) : value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' of type {column.Type} is not a number.");
    }

    private static double Key(ulong value) => value == 0 ? double.NaN : value - 1;

    private static NumberReader Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert) =>
        column.Type is VectorDataViewType vector
            ? new VectorReader<T>(column.Name, row.GetGetter<VBuffer<T>>(column), convert) { Values = new double[vector.Size] }
            : new ScalarReader<T>(row.GetGetter<T>(column), convert) { Values = new double[1] };

    private sealed class ScalarReader<T>(ValueGetter<T> getter, Func<T, double> convert) : NumberReader
    {
        private T _value = default!;

        public override void Read()
        {
            getter(ref _value);
            Values[0] = convert(_value);
        }
    }

    private sealed class VectorReader<T>(string name, ValueGetter<VBuffer<T>> getter, Func<T, double> convert) : NumberReader
    {
        private VBuffer<T> _buffer;

        public override void Read()
        {
            getter(ref _buffer);
            if (_buffer.Length != Values.Length)
            {
                throw new InvalidOperationException(
                    $"Column '{name}' promised vectors of {Values.Length} values and gave one of {_buffer.Length}.");
            }

            var values = _buffer.GetValues();
            var indices = _buffer.GetIndices(); // none where the vector is dense
            if (!_buffer.IsDense)
            {
                Array.Fill(Values, convert(default!));
            }

            for (int i = 0; i < values.Length; i++)
            {
                Values[_buffer.IsDense ? i : indices[i]] = convert(values[i]);
            }
        }
    }
}

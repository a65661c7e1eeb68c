using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Text;

/// <summary>Reads a column of vectors of keys as numbers: 0 is the missing key.</summary>
internal static class NgramKeys
{
    public static bool CanRead(DataViewType type) => type is VectorDataViewType { ItemType: KeyDataViewType key } && key.RawType != typeof(ulong);

    public static Func<ReadOnlyMemory<uint>> MakeReader(DataViewRow row, DataViewSchema.Column source)
    {
        var key = (KeyDataViewType)source.Type.GetItemType();
        return key.RawType == typeof(byte) ? MakeReader<byte>(row, source, key.Count)
            : key.RawType == typeof(ushort) ? MakeReader<ushort>(row, source, key.Count)
            : MakeReader<uint>(row, source, key.Count);
    }

    private static Func<ReadOnlyMemory<uint>> MakeReader<T>(DataViewRow row, DataViewSchema.Column source, ulong count)
        where T : IBinaryInteger<T>
    {
        ValueGetter<VBuffer<T>> getKeys = row.GetGetter<VBuffer<T>>(source);
        VBuffer<T> vector = default;
        uint[] keys = [];
        return () =>
        {
            getKeys(ref vector);
            if (keys.Length < vector.Length)
            {
                keys = new uint[Math.Max(vector.Length, 2 * keys.Length)];
            }

            keys.AsSpan(0, vector.Length).Clear();
            ReadOnlySpan<T> values = vector.GetValues();
            ReadOnlySpan<int> indices = vector.GetIndices();
            for (int i = 0; i < values.Length; i++)
            {
                uint key = uint.CreateTruncating(values[i]);
                keys[vector.IsDense ? i : indices[i]] = key <= count ? key : 0;
            }

            return keys.AsMemory(0, vector.Length);
        };
    }
}

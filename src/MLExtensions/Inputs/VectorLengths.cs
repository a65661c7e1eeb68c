using Microsoft.ML.Data;

namespace MLExtensions;

/// <summary>How long the vectors of a column are.</summary>
internal static class VectorLengths
{
    /// <summary>Steps of the longest vector.</summary>
    /// <exception cref="InvalidOperationException">A vector is no whole number of steps.</exception>
    public static int Longest(ColumnRows rows, VectorDataViewType type, int features, string name)
    {
        var raw = type.ItemType.RawType;
        return raw == typeof(float) ? Longest<float>(rows, features, name)
            : raw == typeof(bool) ? Longest<bool>(rows, features, name)
            : raw == typeof(double) ? Longest<double>(rows, features, name)
            : raw == typeof(sbyte) ? Longest<sbyte>(rows, features, name)
            : raw == typeof(short) ? Longest<short>(rows, features, name)
            : raw == typeof(int) ? Longest<int>(rows, features, name)
            : raw == typeof(long) ? Longest<long>(rows, features, name)
            : raw == typeof(byte) ? Longest<byte>(rows, features, name)
            : raw == typeof(ushort) ? Longest<ushort>(rows, features, name)
            : raw == typeof(uint) ? Longest<uint>(rows, features, name)
            : Longest<ulong>(rows, features, name);
    }

    private static int Longest<T>(ColumnRows rows, int features, string name)
    {
        int longest = 0;
        rows.Read<VBuffer<T>>((vector, position) =>
        {
            longest = vector.Length % features == 0
                ? Math.Max(longest, vector.Length / features)
                : throw new InvalidOperationException($"The training data, row {position}: {SequenceFormat.Misfit(name, vector.Length, features)}");
            return true;
        });
        return longest;
    }
}

using System.Numerics;
using System.Runtime.Intrinsics;

namespace MLExtensions.Rows;

/// <summary>Finds the values of a row that are not 0. NaN is one of them.</summary>
internal static class NonZeros
{
    /// <summary>How many there are.</summary>
    public static int Count(ReadOnlySpan<float> values)
    {
        int count = 0, i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            count += BitOperations.PopCount(Others(values[i..]));
        }

        for (; i < values.Length; i++)
        {
            count += values[i] != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where they stand, ascending.</summary>
    /// <param name="values">The row.</param>
    /// <param name="places">Receives the places; it has room for those of all values that are not 0.</param>
    /// <returns>How many there are.</returns>
    public static int Find(ReadOnlySpan<float> values, Span<int> places)
    {
        int count = 0, i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            for (uint others = Others(values[i..]); others != 0; others &= others - 1)
            {
                places[count++] = i + BitOperations.TrailingZeroCount(others);
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] != 0)
            {
                places[count++] = i;
            }
        }

        return count;
    }

    /// <summary>A bit for each of the first eight values that is not 0.</summary>
    private static uint Others(ReadOnlySpan<float> values) =>
        (byte)~Vector256.Equals(Vector256.Create(values), Vector256<float>.Zero).ExtractMostSignificantBits();
}

using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MLExtensions.Rows;

/// <summary>Pixels that are whole numbers from 0 to 255, as bytes in the place of floats.</summary>
internal static class ImageLevels
{
    /// <summary>Floats that take up so many bytes.</summary>
    public static int Room(int values) => (values + sizeof(float) - 1) / sizeof(float);

    /// <summary>Whether each value is a byte. An image that was brought to another size, or that a vector gave, may have others.</summary>
    public static bool AreWhole(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!(value is >= 0 and <= byte.MaxValue && value == (byte)value))
            {
                return false;
            }
        }

        return true;
    }

    public static void Pack(ReadOnlySpan<float> values, Span<float> packed)
    {
        var bytes = MemoryMarshal.AsBytes(packed);
        for (int i = 0; i < values.Length; i++)
        {
            bytes[i] = (byte)values[i];
        }
    }

    public static void Unpack(ReadOnlySpan<float> packed, Span<float> values) =>
        TensorPrimitives.ConvertTruncating(MemoryMarshal.AsBytes(packed)[..values.Length], values);
}

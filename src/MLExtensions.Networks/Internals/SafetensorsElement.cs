using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>An element type of safetensors that can be read, and what its elements become.</summary>
internal sealed record SafetensorsElement
{
    private static readonly SafetensorsElement[] All =
    [
        new("F32", sizeof(float)) { ToSingle = (bytes, i) => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]) },
        new("F16", sizeof(ushort)) { ToSingle = (bytes, i) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]) },
        new("BF16", sizeof(ushort)) { ToSingle = (bytes, i) => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16) },
        new("F64", sizeof(double)) { ToSingle = (bytes, i) => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]) },
        new("I32", sizeof(int)) { ToInteger = (bytes, i) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) },
        new("I64", sizeof(long)) { ToInteger = (bytes, i) => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]) },
    ];

    private SafetensorsElement(string name, int size)
    {
        Name = name;
        Size = size;
    }

    private delegate T At<T>(ReadOnlySpan<byte> bytes, int index);

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(element => element.Name));

    /// <summary>The format's name for it, such as "F32".</summary>
    public string Name { get; }

    /// <summary>Bytes an element.</summary>
    public int Size { get; }

    /// <summary>What it becomes: Float32 or Int32.</summary>
    public ElementType ElementType => ToInteger is null ? ElementType.Float32 : ElementType.Int32;

    private At<float>? ToSingle { get; init; }

    private At<long>? ToInteger { get; init; }

    /// <summary>The element type of a name; null for one that cannot be read.</summary>
    public static SafetensorsElement? Find(string? name) => Array.Find(All, element => element.Name == name);

    public void Convert(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (BitConverter.IsLittleEndian && Name == "F32")
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(values));
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ToSingle!(bytes, i);
        }
    }

    /// <returns>The index of the first element that is no Int32; -1 where all are.</returns>
    public int Convert(ReadOnlySpan<byte> bytes, Span<int> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            long value = ToInteger!(bytes, i);
            values[i] = (int)value;
            if (values[i] != value)
            {
                return i;
            }
        }

        return -1;
    }
}

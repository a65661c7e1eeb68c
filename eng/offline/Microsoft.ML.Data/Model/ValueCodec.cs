using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Values as ML.NET's files hold them. Numbers stand one after another; Booleans are bits, from the low one; texts are their number, where
/// each ends in characters, and all of them as one string; points in time are ticks, those with an offset after all the offsets in minutes.
/// </summary>
internal static class ValueCodec
{
    private const int Dense = -1;

    public static void WriteItems<T>(BinaryWriter writer, T[] items)
    {
        switch (items)
        {
            case bool[] bits:
                var bytes = new byte[(bits.Length + 7) / 8];
                for (int i = 0; i < bits.Length; i++)
                {
                    bytes[i / 8] |= (byte)((bits[i] ? 1 : 0) << (i % 8));
                }

                writer.Write(bytes);
                break;
            case ReadOnlyMemory<char>[] texts:
                int end = 0;
                writer.Write(texts.Length);
                Array.ForEach(texts, text => writer.Write(end += text.Length));
                writer.Write(string.Concat(texts));
                break;
            case DateTime[] times:
                Array.ForEach(times, time => writer.Write(time.Ticks));
                break;
            case DateTimeOffset[] times:
                Array.ForEach(times, time => writer.Write((short)time.Offset.TotalMinutes));
                Array.ForEach(times, time => writer.Write(time.DateTime.Ticks));
                break;
            default:
                writer.Write(BytesOf(items));
                break;
        }
    }

    /// <exception cref="FormatException">There are not that many items.</exception>
    public static T[] ReadItems<T>(BinaryReader reader, int count)
    {
        CheckLength<T>(reader, count);
        var items = new T[count];
        switch (items)
        {
            case bool[] bits:
                byte[] bytes = reader.ReadBytes((count + 7) / 8);
                for (int i = 0; i < bits.Length; i++)
                {
                    bits[i] = (bytes[i / 8] >> (i % 8) & 1) != 0;
                }

                break;
            case ReadOnlyMemory<char>[] texts:
                ReadTexts(reader, texts);
                break;
            case DateTime[] times:
                for (int i = 0; i < times.Length; i++)
                {
                    times[i] = ReadTime(reader);
                }

                break;
            case DateTimeOffset[] times:
                short[] minutes = ReadItems<short>(reader, count);
                for (int i = 0; i < times.Length; i++)
                {
                    times[i] = new DateTimeOffset(ReadTime(reader), TimeSpan.FromMinutes(minutes[i]));
                }

                break;
            default:
                reader.BaseStream.ReadExactly(BytesOf(items));
                break;
        }

        return items;
    }

    /// <summary>One vector: that it is one, its length, how many explicit items it has, their indices where it is sparse, and the items.</summary>
    public static void WriteVector<T>(BinaryWriter writer, VectorDataViewType type, in VBuffer<T> vector)
    {
        Contracts.Check(!type.IsKnownSize || vector.Length == type.Size, $"A vector has {vector.Length} slots, but its type is {type}.");
        writer.Write(1);
        writer.Write(vector.Length);
        if (vector.Length == 0)
        {
            // That of each vector, where they do not share one.
            writer.Write(vector.Length);
        }

        ReadOnlySpan<int> indices = vector.GetIndices();
        writer.Write(vector.IsDense ? Dense : indices.Length);
        writer.Write(indices.Length);
        WriteItems(writer, indices.ToArray());
        WriteItems(writer, vector.GetValues().ToArray());
    }

    /// <exception cref="FormatException">The vector is damaged, or of another size.</exception>
    public static VBuffer<T> ReadVector<T>(BinaryReader reader, VectorDataViewType type)
    {
        const string Damaged = "Corrupt model file: a vector is damaged.";
        Contracts.CheckDecode(reader.ReadInt32() == 1, Damaged);
        int length = reader.ReadInt32();
        Contracts.CheckDecode(!type.IsKnownSize || length == type.Size, Damaged);
        length = length == 0 ? reader.ReadInt32() : length;
        int count = reader.ReadInt32();
        int[] indices = ReadItems<int>(reader, reader.ReadInt32());
        if (count == Dense)
        {
            return new VBuffer<T>(length, ReadItems<T>(reader, length));
        }

        Contracts.CheckDecode(count == indices.Length && count < length, Damaged);
        for (int i = 0; i < count; i++)
        {
            Contracts.CheckDecode(indices[i] > (i == 0 ? -1 : indices[i - 1]) && indices[i] < length, Damaged);
        }

        return new VBuffer<T>(length, count, ReadItems<T>(reader, count), indices);
    }

    public static void WriteAnnotation(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation) =>
        GenericCall.Invoke<object>(
            annotation.Type is VectorDataViewType ? WriteVectorAnnotation<int> : WriteScalarAnnotation<int>,
            annotation.Type.GetItemType().RawType,
            writer,
            annotations,
            annotation);

    /// <summary>A getter of the value that is read here.</summary>
    public static Delegate ReadGetter(BinaryReader reader, DataViewType type) => type is VectorDataViewType vector
        ? GenericCall.Invoke<Delegate>(ReadVectorGetter<int>, vector.ItemType.RawType, reader, vector)
        : GenericCall.Invoke<Delegate>(ReadScalarGetter<int>, type.RawType, reader);

    private static void WriteScalarAnnotation<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        T value = default;
        annotations.GetValue(annotation.Name, ref value);
        WriteItems(writer, new[] { value });
    }

    private static void WriteVectorAnnotation<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        VBuffer<T> value = default;
        annotations.GetValue(annotation.Name, ref value);
        WriteVector(writer, (VectorDataViewType)annotation.Type, value);
    }

    private static ValueGetter<T> ReadScalarGetter<T>(BinaryReader reader)
    {
        T[] value = ReadItems<T>(reader, 1);
        return (ref T destination) => destination = value[0];
    }

    private static ValueGetter<VBuffer<T>> ReadVectorGetter<T>(BinaryReader reader, VectorDataViewType type)
    {
        VBuffer<T> value = ReadVector<T>(reader, type);
        return (ref VBuffer<T> destination) => value.CopyTo(ref destination);
    }

    /// <summary>Before anything is allocated.</summary>
    private static void CheckLength<T>(BinaryReader reader, int count)
    {
        long leastBits = typeof(T) == typeof(bool) ? 1
            : typeof(T) == typeof(ReadOnlyMemory<char>) ? 8 * sizeof(int)
            : typeof(T) == typeof(DateTimeOffset) ? 8 * (sizeof(short) + sizeof(long))
            : 8 * Unsafe.SizeOf<T>();
        long bytesLeft = reader.BaseStream.Length - reader.BaseStream.Position;
        Contracts.CheckDecode(count >= 0 && count * leastBits <= bytesLeft * 8, "Corrupt model file: it ends within a list of values.");
    }

    private static void ReadTexts(BinaryReader reader, ReadOnlyMemory<char>[] texts)
    {
        Contracts.CheckDecode(reader.ReadInt32() == texts.Length, "Corrupt model file: a list of texts has another length.");
        int[] ends = ReadItems<int>(reader, texts.Length);
        ReadOnlyMemory<char> all = reader.ReadString().AsMemory();
        int start = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            Contracts.CheckDecode(ends[i] >= start && ends[i] <= all.Length, "Corrupt model file: a list of texts is out of order.");
            texts[i] = all[start..ends[i]];
            start = ends[i];
        }
    }

    private static DateTime ReadTime(BinaryReader reader)
    {
        long ticks = reader.ReadInt64();
        Contracts.CheckDecode(ticks >= 0 && ticks <= DateTime.MaxValue.Ticks, "Corrupt model file: a time is out of range.");
        return new DateTime(ticks);
    }

    private static Span<byte> BytesOf<T>(T[] items) => MemoryMarshal.CreateSpan(
        ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(items)), items.Length * Unsafe.SizeOf<T>());
}

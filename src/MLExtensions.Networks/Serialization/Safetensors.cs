using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>Reads and writes safetensors, the file format that PyTorch's users keep weights in.</summary>
/// <remarks>
/// Eight bytes, the header's length as a little-endian unsigned number; the header, a JSON object that gives for each tensor "dtype", "shape" and
/// "data_offsets" [begin, end) from the end of the header, and under "__metadata__" texts by name; then the data, row-major, little-endian, without gaps.
/// https://github.com/huggingface/safetensors#format
/// </remarks>
public static class Safetensors
{
    internal const string MetadataKey = "__metadata__";
    internal const int LengthBytes = 8;

    private const int Alignment = 8;

    /// <summary>Writes tensors.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="tensors">The tensors; their data is written in this order.</param>
    /// <param name="metadata">Texts by name, such as format = pt; null for none.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one has a name that is reserved.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        ReadOnlySpan<byte> header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (NamedTensor tensor in tensors)
        {
            WriteData(stream, tensor.ElementType == ElementType.Int32 ? tensor.Integers.Span : MemoryMarshal.Cast<float, int>(tensor.Values.Span));
        }
    }

    /// <summary>Reads tensors.</summary>
    /// <remarks>
    /// Every number in the header is checked before it is used, and no more memory is taken than a few times what the stream really holds.
    /// F32 and I32 can be read.
    /// </remarks>
    /// <param name="stream">Where from; it stays open.</param>
    /// <param name="length">How many bytes belong to the file; null for all up to the stream's end.</param>
    /// <exception cref="InvalidDataException">The file is damaged or cut off, or holds an element type that cannot be read; the message names the part.</exception>
    public static SafetensorsFile Read(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new Internals.SafetensorsReader(stream, length).Read();
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            long offset = 0;
            foreach (NamedTensor tensor in tensors)
            {
                if (!names.Add(tensor.Name))
                {
                    throw new ArgumentException($"The tensor name '{tensor.Name}' is reserved or used twice; names must differ.", nameof(tensors));
                }

                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.ElementType == ElementType.Int32 ? "I32" : "F32");
                json.WriteStartArray("shape");
                foreach (int axis in tensor.Shape)
                {
                    json.WriteNumberValue(axis);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Shape.Length * sizeof(float);
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces after the JSON are allowed, and align the data for readers that map the file.
        while (buffer.WrittenCount % Alignment != 0)
        {
            buffer.Write(" "u8);
        }

        return buffer.WrittenSpan;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        json.WriteStartObject(MetadataKey);
        foreach ((string name, string text) in metadata)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
    }

    private static void WriteData(Stream stream, ReadOnlySpan<int> words)
    {
        if (BitConverter.IsLittleEndian)
        {
            const int ChunkWords = 1 << 20;
            for (; words.Length > ChunkWords; words = words[ChunkWords..])
            {
                stream.Write(MemoryMarshal.AsBytes(words[..ChunkWords]));
            }

            stream.Write(MemoryMarshal.AsBytes(words));
            return;
        }

        int[] reversed = new int[words.Length];
        BinaryPrimitives.ReverseEndianness(words, reversed);
        stream.Write(MemoryMarshal.AsBytes<int>(reversed));
    }
}

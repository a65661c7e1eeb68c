using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Writes one safetensors file, whose length it knows beforehand.</summary>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int ChunkWords = 1 << 20;

    private readonly IReadOnlyList<NamedTensor> _tensors;
    private readonly ArrayBufferWriter<byte> _header = new();
    private long _dataLength;

    public SafetensorsWriter(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        _tensors = tensors;
        using var json = new Utf8JsonWriter(_header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        BuildMetadata(json, metadata);
        BuildEntries(json);
        json.WriteEndObject();
        json.Flush();

        // Spaces after the JSON are allowed, and align the data for readers that map the file.
        while (_header.WrittenCount % Alignment != 0)
        {
            _header.Write(" "u8);
        }
    }

    /// <summary>The length of the whole file in bytes.</summary>
    public long Length => Safetensors.LengthBytes + _header.WrittenCount + _dataLength;

    public void WriteTo(Stream stream)
    {
        Span<byte> length = stackalloc byte[Safetensors.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, _header.WrittenCount);
        stream.Write(length);
        stream.Write(_header.WrittenSpan);
        foreach (NamedTensor tensor in _tensors)
        {
            WriteData(stream, tensor.ElementType == ElementType.Int32 ? tensor.Integers.Span : MemoryMarshal.Cast<float, int>(tensor.Values.Span));
        }
    }

    private static void BuildMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
        {
            return;
        }

        json.WriteStartObject(Safetensors.MetadataKey);
        foreach ((string name, string text) in metadata)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
    }

    private void BuildEntries(Utf8JsonWriter json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { Safetensors.MetadataKey };
        foreach (NamedTensor tensor in _tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"The tensor name '{tensor.Name}' is reserved or used twice; names must differ.");
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
            json.WriteNumberValue(_dataLength);
            _dataLength += (long)tensor.Shape.Length * sizeof(float);
            json.WriteNumberValue(_dataLength);
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteData(Stream stream, ReadOnlySpan<int> words)
    {
        int[] reversed = BitConverter.IsLittleEndian ? [] : new int[Math.Min(words.Length, ChunkWords)];
        while (!words.IsEmpty)
        {
            ReadOnlySpan<int> chunk = words[..Math.Min(words.Length, ChunkWords)];
            words = words[chunk.Length..];
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(chunk, reversed);
                chunk = reversed.AsSpan(0, chunk.Length);
            }

            stream.Write(MemoryMarshal.AsBytes(chunk));
        }
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Writes one safetensors file with its checksum, which it computes before the first byte is written: streams need not seek.</summary>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int ChunkWords = 1 << 20;

    private readonly IReadOnlyList<NamedTensor> _tensors;
    private readonly byte[] _header;
    private int _checksum;
    private long _dataLength;

    public SafetensorsWriter(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        _tensors = tensors;
        var header = new ArrayBufferWriter<byte>();
        header.GetSpan(Safetensors.LengthBytes);
        header.Advance(Safetensors.LengthBytes);
        using (var json = new Utf8JsonWriter(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            BuildMetadata(json, metadata);
            BuildEntries(json);
            json.WriteEndObject();
        }

        // Spaces after the JSON are allowed, and align the data for readers that map the file.
        while (header.WrittenCount % Alignment != 0)
        {
            header.Write(" "u8);
        }

        if (header.WrittenCount - Safetensors.LengthBytes > Safetensors.MaximumHeader)
        {
            throw new ArgumentException(
                $"The tensors' names and the texts take {header.WrittenCount} bytes; a safetensors file has room for {Safetensors.MaximumHeader}.", nameof(metadata));
        }

        _header = header.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(_header, _header.Length - Safetensors.LengthBytes);
    }

    public void WriteTo(Stream stream)
    {
        Span<byte> checksum = _header.AsSpan(_checksum, Safetensors.ChecksumDigits);
        checksum.Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_header);
        ForEachChunk(hash.AppendData);
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()), checksum);

        stream.Write(_header);
        ForEachChunk(stream.Write);
    }

    private void BuildMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject(Safetensors.MetadataKey);
        foreach ((string name, string text) in metadata ?? new Dictionary<string, string>())
        {
            if (name == Safetensors.ChecksumKey)
            {
                throw new ArgumentException($"The text name '{name}' is reserved: it is written by itself.", nameof(metadata));
            }

            json.WriteString(name, text);
        }

        json.WriteString(Safetensors.ChecksumKey, new string('0', Safetensors.ChecksumDigits));
        _checksum = Safetensors.LengthBytes + (int)(json.BytesCommitted + json.BytesPending) - Safetensors.ChecksumDigits - 1;
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

    private void ForEachChunk(BytesAction use)
    {
        foreach (NamedTensor tensor in _tensors)
        {
            ReadOnlySpan<int> words = tensor.ElementType == ElementType.Int32 ? tensor.Integers.Span : MemoryMarshal.Cast<float, int>(tensor.Values.Span);
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

                use(MemoryMarshal.AsBytes(chunk));
            }
        }
    }

    private delegate void BytesAction(ReadOnlySpan<byte> bytes);
}

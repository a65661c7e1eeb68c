using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>Reads one safetensors file, which it takes to be hostile.</summary>
internal sealed class SafetensorsReader
{
    // The reference implementation's limit.
    private const long MaximumHeader = 100_000_000;

    private readonly Stream _stream;
    private readonly long? _length;

    public SafetensorsReader(Stream stream, long? length)
    {
        _stream = stream;
        _length = length;
    }

    public SafetensorsFile Read()
    {
        if (_length < Safetensors.LengthBytes)
        {
            throw Damaged($"{_length} bytes are too few for a header");
        }

        Span<byte> lengthBytes = stackalloc byte[Safetensors.LengthBytes];
        BoundedReads.Fill(_stream, lengthBytes, "the safetensors header's length");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaximumHeader || (_length is { } length && headerLength > (ulong)(length - Safetensors.LengthBytes)))
        {
            throw Damaged($"the header's length is given as {headerLength} bytes");
        }

        byte[] header = BoundedReads.Bytes(_stream, (long)headerLength, "the safetensors header");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        List<Entry> entries = ParseHeader(header, metadata);
        CheckOffsets(entries, (long)headerLength);
        NamedTensor[] tensors = [.. entries.Select(ReadTensor)];
        if (_length is null && _stream.ReadByte() >= 0)
        {
            throw Damaged("bytes follow after the last tensor");
        }

        return new SafetensorsFile(tensors, metadata);
    }

    private static List<Entry> ParseHeader(byte[] header, Dictionary<string, string> metadata)
    {
        if (header.Length == 0 || header[0] != (byte)'{')
        {
            throw Damaged("the header does not begin with '{'");
        }

        var entries = new List<Entry>();
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(Safetensors.MetadataKey))
                {
                    ParseMetadata(property.Value, metadata);
                }
                else
                {
                    entries.Add(ParseEntry(property.Name, property.Value));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The safetensors header is not well-formed JSON: {exception.Message}", exception);
        }

        return entries;
    }

    private static void ParseMetadata(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Damaged("__metadata__ is not an object");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw Damaged($"'{property.Name}' in __metadata__ is not a text");
        }
    }

    private static Entry ParseEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !element.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array
            || element.EnumerateObject().Count() != 3)
        {
            throw Damaged($"tensor '{name}' does not have exactly \"dtype\", \"shape\" and \"data_offsets\"");
        }

        ElementType elementType = dtype.GetString() switch
        {
            "F32" => ElementType.Float32,
            "I32" => ElementType.Int32,
            string other => throw new InvalidDataException($"Tensor '{name}' has the element type {other}; F32 and I32 can be read. Convert the file."),
            null => throw Damaged($"tensor '{name}' has no element type"),
        };

        if (name.Length == 0)
        {
            throw Damaged("a tensor has no name");
        }

        if (offsets.GetArrayLength() != 2
            || !offsets[0].TryGetNonNegative(long.MaxValue, out long begin) || !offsets[1].TryGetNonNegative(long.MaxValue, out long end) || end < begin)
        {
            throw Damaged($"tensor '{name}' has impossible data_offsets {offsets.GetRawText()}");
        }

        var entry = new Entry(name, elementType, ParseShape(name, shape), begin, end);
        return entry.Shape.Length * (long)sizeof(float) == end - begin
            ? entry
            : throw Damaged($"tensor '{name}' of shape {entry.Shape} has {end - begin} bytes");
    }

    private static Shape ParseShape(string name, JsonElement element)
    {
        int rank = element.GetArrayLength();
        if (rank > Shape.MaximumRank)
        {
            throw Damaged($"tensor '{name}' has {rank} axes; at most {Shape.MaximumRank} can be read");
        }

        Span<int> axes = stackalloc int[rank];
        long length = 1;
        for (int i = 0; i < rank; i++)
        {
            if (!element[i].TryGetNonNegative(int.MaxValue, out long axis))
            {
                throw Damaged($"tensor '{name}' has an impossible shape {element.GetRawText()}");
            }

            // Each factor and the product so far are below 2^31, so this cannot overflow.
            length *= axis;
            if (length > Array.MaxLength / sizeof(float))
            {
                throw Damaged($"tensor '{name}' of shape {element.GetRawText()} is larger than can be read");
            }

            axes[i] = (int)axis;
        }

        return Shape.Create(axes);
    }

    private void CheckOffsets(List<Entry> entries, long headerLength)
    {
        entries.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        long next = 0;
        foreach (Entry entry in entries)
        {
            if (entry.Begin != next)
            {
                throw Damaged($"tensor '{entry.Name}' begins at byte {entry.Begin}, expected {next}: tensors overlap or leave a gap");
            }

            next = entry.End;
        }

        if (_length is { } length && next != length - Safetensors.LengthBytes - headerLength)
        {
            throw Damaged($"the tensors take {next} bytes, the file has {length - Safetensors.LengthBytes - headerLength} for them");
        }
    }

    private NamedTensor ReadTensor(Entry entry)
    {
        byte[] bytes = BoundedReads.Bytes(_stream, entry.End - entry.Begin, $"tensor '{entry.Name}'");
        int[] words = new int[bytes.Length / sizeof(int)];
        bytes.CopyTo(MemoryMarshal.AsBytes(words.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return entry.ElementType == ElementType.Int32
            ? new NamedTensor(entry.Name, entry.Shape, words)
            : new NamedTensor(entry.Name, entry.Shape, MemoryMarshal.Cast<int, float>(words).ToArray());
    }

    private static InvalidDataException Damaged(string what) => new($"The safetensors file is damaged: {what}.");

    private readonly record struct Entry(string Name, ElementType ElementType, Shape Shape, long Begin, long End);
}

using System.Text.Json;
using MLExtensions.Tensors;

namespace MLExtensions.Networks.Internals;

/// <summary>The header of a safetensors file, checked in itself: every shape fits its offsets, and the tensors lie side by side.</summary>
internal sealed class SafetensorsHeader
{
    private readonly Func<string, Exception?, InvalidDataException> _damaged;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(Func<string, Exception?, InvalidDataException> damaged) => _damaged = damaged;

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The texts, less the checksum.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>At which byte of the header the checksum's digits begin; null where it has none.</summary>
    public int? Checksum { get; private set; }

    /// <param name="bytes">The header.</param>
    /// <param name="damaged">Makes the exception from what is wrong.</param>
    /// <exception cref="InvalidDataException">It is no such header.</exception>
    public static SafetensorsHeader Parse(byte[] bytes, Func<string, Exception?, InvalidDataException> damaged)
    {
        var header = new SafetensorsHeader(damaged);
        if (bytes.Length == 0 || bytes[0] != (byte)'{')
        {
            throw damaged("the header does not begin with '{'", null);
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals(Safetensors.MetadataKey))
                {
                    header.ParseMetadata(property.Value);
                }
                else
                {
                    header._entries.Add(header.ParseEntry(property.Name, property.Value));
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text that is no valid Unicode is InvalidOperationException.
            throw damaged($"the header is not well-formed JSON ({exception.Message.TrimEnd('.')})", exception);
        }

        header.FindChecksum(bytes);
        header.CheckOffsets();
        return header;
    }

    private void ParseMetadata(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw _damaged("__metadata__ in the header is not an object", null);
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            _metadata[property.Name] = property.Value.ValueKind == JsonValueKind.String
                ? property.Value.GetString()!
                : throw _damaged($"'{property.Name}' in __metadata__ in the header is not a text", null);
        }
    }

    private SafetensorsEntry ParseEntry(string name, JsonElement element)
    {
        if (name.Length == 0)
        {
            throw _damaged("a tensor in the header has no name", null);
        }

        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array
            || !element.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array
            || element.EnumerateObject().Count() != 3)
        {
            throw _damaged($"tensor '{name}' in the header does not have exactly \"dtype\", \"shape\" and \"data_offsets\"", null);
        }

        SafetensorsElement type = SafetensorsElement.Find(dtype.GetString())
            ?? throw _damaged($"tensor '{name}' has the element type {dtype.GetString()}; {SafetensorsElement.Names} can be read", null);
        if (offsets.GetArrayLength() != 2
            || !offsets[0].TryGetNonNegative(long.MaxValue, out long begin) || !offsets[1].TryGetNonNegative(long.MaxValue, out long end) || end < begin)
        {
            throw _damaged($"tensor '{name}' has impossible data_offsets {offsets.GetRawText()}", null);
        }

        var entry = new SafetensorsEntry(name, type, ParseShape(name, shape), begin, end);
        return entry.Shape.Length * (long)type.Size == end - begin
            ? entry
            : throw _damaged($"tensor '{name}' of {type.Name} {entry.Shape} has {end - begin} bytes by its data_offsets", null);
    }

    private Shape ParseShape(string name, JsonElement element)
    {
        int rank = element.GetArrayLength();
        if (rank > Shape.MaximumRank)
        {
            throw _damaged($"tensor '{name}' has a shape of {rank} axes; at most {Shape.MaximumRank} can be read", null);
        }

        Span<int> axes = stackalloc int[rank];
        long length = 1;
        for (int i = 0; i < rank; i++)
        {
            if (!element[i].TryGetNonNegative(int.MaxValue, out long axis))
            {
                throw _damaged($"tensor '{name}' has an impossible shape {element.GetRawText()}", null);
            }

            // Each factor and the product so far are below 2^31, so this cannot overflow.
            length *= axis;
            if (length > Array.MaxLength)
            {
                throw _damaged($"tensor '{name}' of shape {element.GetRawText()} is larger than can be read", null);
            }

            axes[i] = (int)axis;
        }

        return Shape.Create(axes);
    }

    private void CheckOffsets()
    {
        _entries.Sort((left, right) => left.Begin != right.Begin ? left.Begin.CompareTo(right.Begin) : left.End.CompareTo(right.End));
        long next = 0;
        foreach (SafetensorsEntry entry in _entries)
        {
            if (entry.Begin != next)
            {
                throw _damaged($"tensor '{entry.Name}' begins at byte {entry.Begin} by its data_offsets, expected {next}: tensors overlap or leave a gap", null);
            }

            next = entry.End;
        }
    }

    private void FindChecksum(ReadOnlySpan<byte> bytes)
    {
        if (!_metadata.Remove(Safetensors.ChecksumKey))
        {
            return;
        }

        // It is there, once, and the JSON is sound: only where in the bytes is not known yet.
        var reader = new Utf8JsonReader(bytes);
        SkipTo(ref reader, Safetensors.MetadataKey);
        SkipTo(ref reader, Safetensors.ChecksumKey);
        Checksum = reader.ValueSpan.Length == Safetensors.ChecksumDigits && !reader.ValueIsEscaped
            ? (int)reader.TokenStartIndex + 1
            : throw _damaged($"the checksum \"{Safetensors.ChecksumKey}\" in the header is not {Safetensors.ChecksumDigits} digits", null);
    }

    /// <summary>From before an object to the value of one of its members.</summary>
    private static void SkipTo(ref Utf8JsonReader reader, string member)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(member);
            reader.Read();
            if (found)
            {
                return;
            }

            reader.Skip();
        }
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A network as one stream, little-endian.</summary>
/// <remarks>
/// | bytes | what |
/// |---|---|
/// | 8 | "MLEXTNET" |
/// | 4 | format version |
/// | 8 | length of the description |
/// | 8 | length of the weights |
/// | | the description, JSON: architecture, objective, input, history |
/// | | the weights, safetensors |
/// | 32 | SHA-256 of all bytes before |
/// What follows is left in the stream: a network may be a part of a larger file.
/// </remarks>
internal static class NetworkFile
{
    private const int FormatVersion = 1;
    private const int PreambleBytes = 28;
    private const int DigestBytes = 32;
    private const int MaximumDescription = 64 << 20;

    private static readonly JsonSerializerOptions HistoryJson = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private static ReadOnlySpan<byte> Magic => "MLEXTNET"u8;

    public static void Write(Stream stream, Network network)
    {
        byte[] description = JsonSerializer.SerializeToUtf8Bytes(Describe(network));
        var weights = new SafetensorsWriter(
            [.. network.Module.Parameters.Concat(network.Module.Buffers).Select(parameter => new NamedTensor(parameter.Name, parameter.Shape, parameter.Values.ToArray()))],
            new Dictionary<string, string> { ["format"] = "pt" });

        Span<byte> preamble = stackalloc byte[PreambleBytes];
        Magic.CopyTo(preamble);
        BinaryPrimitives.WriteInt32LittleEndian(preamble[8..], FormatVersion);
        BinaryPrimitives.WriteInt64LittleEndian(preamble[12..], description.Length);
        BinaryPrimitives.WriteInt64LittleEndian(preamble[20..], weights.Length);
        using var hashing = new HashingStream(stream);
        hashing.Write(preamble);
        hashing.Write(description);
        weights.WriteTo(hashing);
        stream.Write(hashing.Digest());
    }

    public static NetworkParts Read(Stream stream)
    {
        using var hashing = new HashingStream(stream);
        Span<byte> preamble = stackalloc byte[PreambleBytes];
        BoundedReads.Fill(hashing, preamble, "the network's first bytes");
        if (!preamble.StartsWith(Magic))
        {
            throw new InvalidDataException("This is not a network that MLExtensions saved: it does not begin with \"MLEXTNET\".");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(preamble[8..]);
        if (version != FormatVersion)
        {
            throw new InvalidDataException(version > FormatVersion
                ? $"The network was saved in format {version} by a newer version of MLExtensions; this one reads up to format {FormatVersion}. Update MLExtensions."
                : $"The network's format version is {version}, which never was. The file is damaged.");
        }

        long descriptionLength = BinaryPrimitives.ReadInt64LittleEndian(preamble[12..]);
        long weightsLength = BinaryPrimitives.ReadInt64LittleEndian(preamble[20..]);
        if (descriptionLength is < 0 or > MaximumDescription || weightsLength < 0)
        {
            throw new InvalidDataException(
                $"The network's parts are given as {descriptionLength} and {weightsLength} bytes, which cannot be. The file is damaged.");
        }

        byte[] description = BoundedReads.Bytes(hashing, descriptionLength, "the network's description");
        SafetensorsFile weights = Safetensors.Read(hashing, weightsLength);
        byte[] expected = hashing.Digest();
        byte[] found = BoundedReads.Bytes(stream, DigestBytes, "the network's checksum");
        if (!expected.AsSpan().SequenceEqual(found))
        {
            throw new InvalidDataException("The network's checksum does not match its content. The file is damaged.");
        }

        return Parse(description, weights);
    }

    private static JsonObject Describe(Network network) => new()
    {
        ["architecture"] = Architectures.Write(network.Architecture),
        ["objective"] = Objectives.Write(network.Objective),
        ["input"] = new JsonArray([.. network.Input.Shape.AsSpan().ToArray().Select(axis => (JsonNode)axis)]),
        ["history"] = network.History is null ? null : JsonSerializer.SerializeToNode(network.History, HistoryJson),
    };

    private static NetworkParts Parse(byte[] description, SafetensorsFile weights)
    {
        try
        {
            JsonObject json = JsonNode.Parse(description, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new InvalidDataException("The network's description is not a JSON object. The file is damaged.");
            return new NetworkParts(
                Architectures.Read(json["architecture"]),
                Objectives.Read(json["objective"]),
                new InputDescription(ParseShape(json["input"])),
                ParseHistory(json["history"]),
                weights.Tensors);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // JSON that is no valid Unicode is InvalidOperationException, an impossible shape ArgumentException.
            throw new InvalidDataException($"The network's description is not sound JSON: {exception.Message}", exception);
        }
    }

    private static Shape ParseShape(JsonNode? node)
    {
        if (node is not JsonArray axes || axes.Count > Shape.MaximumRank)
        {
            throw new InvalidDataException("The network's input is not a list of lengths. The file is damaged.");
        }

        int[] lengths = new int[axes.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = axes[i] is JsonValue value && value.TryGetValue(out int length) && length > 0
                ? length
                : throw new InvalidDataException($"The network's input has {axes[i]?.ToJsonString() ?? "null"} as a length; expected a whole number above 0. The file is damaged.");
        }

        return Shape.Create(lengths);
    }

    private static TrainingHistory? ParseHistory(JsonNode? node)
    {
        TrainingHistory? history = node.Deserialize<TrainingHistory>(HistoryJson);
        bool sound = history is null || (history.BestEpoch >= 1 && history.BestEpoch <= history.Epochs.Count && history.Epochs.All(epoch => epoch is not null));
        return sound ? history : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"The network's history has no epoch {history!.BestEpoch}. The file is damaged."));
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MLExtensions.Networks.Internals;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>A network as one safetensors file, which Python's users open directly.</summary>
/// <remarks>
/// The tensors are the weights and buffers under PyTorch's names. The metadata has "format" = "pt", the checksum, and under "mlextensions.network" a JSON
/// object: formatVersion, architecture, objective, input (the lengths of a row's axes, and the columns where there are any) and history. In a stream, what follows is left
/// there: a network may be a part of a larger file.
/// </remarks>
internal static class NetworkFile
{
    public const string DescriptionKey = "mlextensions.network";

    private const int FormatVersion = 1;

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

    public static SafetensorsWriter Writer(Network network) => new(
        [.. network.Module.Parameters.Concat(network.Module.Buffers).Select(parameter => ParameterMemory.Tensor(parameter.Name, parameter))],
        new Dictionary<string, string> { ["format"] = "pt", [DescriptionKey] = Describe(network).ToJsonString() });

    /// <param name="stream">Where from; it is left after the network's last byte.</param>
    /// <param name="name">What messages call the data.</param>
    /// <exception cref="InvalidDataException">It is no sound network.</exception>
    public static NetworkParts Read(Stream stream, string name)
    {
        SafetensorsFile file;
        using (var reader = new SafetensorsReader(stream, length: null, new SafetensorsReadOptions { RequireChecksum = true, Name = name }, leaveRest: true))
        {
            file = reader.Read();
        }

        if (!file.Metadata.TryGetValue(DescriptionKey, out string? description))
        {
            throw new InvalidDataException(
                $"{name}: these are tensors without a network's description, \"{DescriptionKey}\" in the metadata. A network is what Network.Save wrote; Safetensors.Read reads tensors.");
        }

        try
        {
            return Parse(description, file.Tensors);
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or InvalidOperationException or ArgumentException)
        {
            // JSON that is no valid Unicode is InvalidOperationException, an impossible shape ArgumentException.
            throw new InvalidDataException($"{name}: the network's description: {exception.Message}", exception);
        }
    }

    private static JsonObject Describe(Network network) => new()
    {
        ["formatVersion"] = FormatVersion,
        ["architecture"] = Architectures.Write(network.Architecture),
        ["objective"] = Objectives.Write(network.Objective),
        ["input"] = SavedInput.Write(network.Input),
        ["history"] = network.History is null ? null : JsonSerializer.SerializeToNode(network.History, HistoryJson),
    };

    private static NetworkParts Parse(string description, IReadOnlyList<NamedTensor> weights)
    {
        JsonObject json = JsonNode.Parse(description, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
            ?? throw new InvalidDataException("It is not a JSON object.");
        CheckVersion(json["formatVersion"]);
        return new NetworkParts(
            Architectures.Read(json["architecture"]), Objectives.Read(json["objective"]), SavedInput.Read(json["input"], weights), ParseHistory(json["history"]), weights);
    }

    private static void CheckVersion(JsonNode? node)
    {
        if (node is not JsonValue value || !value.TryGetValue(out int version) || version < 1)
        {
            throw new InvalidDataException($"The format version is {node?.ToJsonString() ?? "missing"}; expected 1 to {FormatVersion}.");
        }

        if (version > FormatVersion)
        {
            throw new InvalidDataException(
                $"The network was saved in format {version} by a newer version of MLExtensions; this one reads up to format {FormatVersion}. Update MLExtensions.");
        }
    }

    private static TrainingHistory? ParseHistory(JsonNode? node)
    {
        TrainingHistory? history = node.Deserialize<TrainingHistory>(HistoryJson);
        bool sound = history is null || (history.BestEpoch >= 1 && history.BestEpoch <= history.Epochs.Count && history.Epochs.All(epoch => epoch is not null));
        return sound ? history : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The history has no epoch {history!.BestEpoch}."));
    }
}

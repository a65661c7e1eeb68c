using System.Text.Json;
using System.Text.Json.Serialization;
using MLExtensions.Tensors;

namespace MLExtensions.Networks;

/// <summary>What a checkpoint says beside its tensors, as JSON. Sums and the program's numbers are there as the bits of doubles.</summary>
internal sealed record CheckpointDescription
{
    public const int CurrentVersion = 1;

    // Times any batch size it is still a number of rows.
    private const long MaximumBatches = long.MaxValue / int.MaxValue;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Version of the format; a reader refuses a newer one.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>What the run is: <see cref="RunIdentity"/>.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>Why the run ended, where it had.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>Time spent on the run.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Time spent on the epoch under way.</summary>
    public required TimeSpan EpochDuration { get; init; }

    /// <summary>Batches done in the epoch under way.</summary>
    public required long Batches { get; init; }

    /// <summary>Whether all batches of the epoch are done, and only measuring is left.</summary>
    public required bool IsEpochTrained { get; init; }

    /// <summary>The bits of <see cref="RunState.LossSum"/>.</summary>
    public required long LossSum { get; init; }

    /// <summary>The bits of <see cref="RunState.WeightSum"/>.</summary>
    public required long WeightSum { get; init; }

    /// <summary>The bits of the first batch's loss, once it is known.</summary>
    public long? FirstLoss { get; init; }

    /// <summary>Batches in a row above the divergence guard's bound.</summary>
    public int BatchesAbove { get; init; }

    /// <summary>From where the order of rows goes on.</summary>
    public required PhiloxState Shuffle { get; init; }

    /// <summary>The completed epochs.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>The program's whole numbers.</summary>
    public required IReadOnlyDictionary<string, long> Integers { get; init; }

    /// <summary>The bits of the program's numbers.</summary>
    public required IReadOnlyDictionary<string, long> Numbers { get; init; }

    /// <summary>The program's positions in random numbers.</summary>
    public required IReadOnlyDictionary<string, PhiloxState> Randoms { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <exception cref="InvalidDataException">The text is no such description; the message goes on after "the checkpoint's description".</exception>
    public static CheckpointDescription FromJson(string json)
    {
        try
        {
            CheckVersion(json);
            var description = JsonSerializer.Deserialize<CheckpointDescription>(json, Json) ?? throw new InvalidDataException("is null");
            description.Check();
            return description;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new InvalidDataException($"is not sound JSON: {exception.Message}", exception);
        }
    }

    // Before the rest, which a newer version may have otherwise.
    private static void CheckVersion(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        bool known = document.RootElement.TryGetProperty("formatVersion", out JsonElement element) && element.TryGetInt32(out int version) && version >= 1;
        if (!known)
        {
            throw new InvalidDataException("has no format version");
        }

        if (element.GetInt32() > CurrentVersion)
        {
            throw new InvalidDataException(
                $"has format {element.GetInt32()} of a newer version of MLExtensions; this one reads up to format {CurrentVersion}. Update MLExtensions");
        }
    }

    private void Check()
    {
        bool sound = Batches is >= 0 and <= MaximumBatches && BatchesAbove >= 0 && Duration >= TimeSpan.Zero && EpochDuration >= TimeSpan.Zero
            && double.IsFinite(BitConverter.Int64BitsToDouble(LossSum)) && double.IsFinite(BitConverter.Int64BitsToDouble(WeightSum))
            && Run.Values.All(value => value is not null) && Shuffle.Position >= 0 && Randoms.Values.All(random => random.Position >= 0);
        for (int i = 0; i < Epochs.Count && sound; i++)
        {
            sound = Epochs[i] is { } epoch && epoch.Epoch == i + 1 && double.IsFinite(epoch.ValidationLoss ?? 0)
                && epoch.ValidationLoss.HasValue == Epochs[0].ValidationLoss.HasValue;
        }

        if (!sound)
        {
            throw new InvalidDataException("contradicts itself or has numbers that cannot be");
        }
    }
}

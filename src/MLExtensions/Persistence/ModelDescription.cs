using System.Text.Json;
using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Scoring;

namespace MLExtensions.Persistence;

/// <summary>What a model's entry says beside the network: its columns, as JSON.</summary>
internal sealed record ModelDescription
{
    private static readonly JsonSerializerOptions Options = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>ML.NET's name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>The feature columns, in the order of the network's input.</summary>
    public required IReadOnlyList<FeatureColumn> Features { get; init; }

    /// <summary>Multiclass: number of classes.</summary>
    public int? ClassCount { get; init; }

    /// <summary>Multiclass: type of the label's values, where it has any.</summary>
    public string? LabelValueType { get; init; }

    /// <summary>Multiclass: the label's values as invariant text.</summary>
    public string[]? LabelValues { get; init; }

    public static ModelDescription Of(FeatureColumns features, ScoreColumns scores)
    {
        var values = (scores as MulticlassScoreColumns)?.LabelValues;
        return new()
        {
            Task = scores.Kind,
            Features = features.Columns,
            ClassCount = scores is MulticlassScoreColumns ? scores.Width : null,
            LabelValueType = values?.TypeName,
            LabelValues = values?.ToStrings(),
        };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="InvalidDataException">The text is not such a description.</exception>
    public static ModelDescription FromJson(Stream json)
    {
        try
        {
            var description = JsonSerializer.Deserialize<ModelDescription>(json, Options);
            return description is { Features.Count: > 0 } && description.Features.All(column => column is { Size: > 0 })
                && description.Features.Sum(column => (long)column.Size) <= int.MaxValue
                ? description
                : throw new InvalidDataException("The description of the columns names no feature column, or columns of impossible sizes.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text that is no valid Unicode is InvalidOperationException.
            throw new InvalidDataException($"The description of the columns is damaged: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">The description contradicts itself.</exception>
    public ScoreColumns CreateScoreColumns() => (Task, ClassCount) switch
    {
        ("BinaryClassification", null) => new BinaryScoreColumns(),
        ("Regression", null) => new RegressionScoreColumns(),
        ("MulticlassClassification", >= 2) => new MulticlassScoreColumns(ClassCount.Value, ReadLabelValues(ClassCount.Value)),
        _ => throw new InvalidDataException($"The description of the columns names the task '{Task}' with {ClassCount?.ToString() ?? "no"} classes."),
    };

    private LabelValues? ReadLabelValues(int count) =>
        LabelValueType is null || LabelValues is null ? null
        : LabelValues.Length == count ? LabelValueTypes.Parse(LabelValueType, LabelValues)
        : throw new InvalidDataException($"The description of the columns has {LabelValues.Length} label values for {count} classes.");
}

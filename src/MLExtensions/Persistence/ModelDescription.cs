using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLExtensions.Columns;
using MLExtensions.Networks;
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
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>ML.NET's name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>The feature columns, in the order of the network's input.</summary>
    public required IReadOnlyList<FeatureColumn> Features { get; init; }

    /// <summary>Slots of the score's vector: classes, labels or outputs; none where the score is one number.</summary>
    public int? VectorSize { get; init; }

    /// <summary>Multi-label and multi-output: the label's slot names, where it has any.</summary>
    public string[]? SlotNames { get; init; }

    /// <summary>Regression: whether a standard deviation follows the score.</summary>
    public bool? HasStandardDeviation { get; init; }

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
            VectorSize = scores.VectorSize,
            SlotNames = scores.SlotNames,
            HasStandardDeviation = scores.HasStandardDeviation ? true : null,
            LabelValueType = values?.TypeName,
            LabelValues = values?.ToStrings(),
        };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="InvalidDataException">The text is not such a description.</exception>
    public static ModelDescription FromJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var description = JsonSerializer.Deserialize<ModelDescription>(json, Options);
            if (description is not { Features.Count: > 0 } || description.Features.Contains(null!))
            {
                throw new InvalidDataException("The description of the columns names no feature column.");
            }

            foreach (var column in description.Features)
            {
                if (ProblemOf(column) is { } problem)
                {
                    throw new InvalidDataException($"The description of the columns contradicts itself: column '{column.Name}' has {problem}.");
                }
            }

            if (description.Features.Count > 1 && description.Features.Any(column => column.Row is not null))
            {
                throw new InvalidDataException("The description of the columns has a column that is a whole row, and others beside it.");
            }

            return description.Features.Sum(column => (long)column.Size) <= Array.MaxLength
                ? description
                : throw new InvalidDataException("The description of the columns has more values a row than there can be.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text that is no valid Unicode is InvalidOperationException.
            throw new InvalidDataException($"The description of the columns is damaged: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidDataException">The description contradicts itself.</exception>
    public ScoreColumns CreateScoreColumns() =>
        ScoreColumnsFactory.Create(Task, VectorSize, SlotNames, HasStandardDeviation ?? false, ReadLabelValues());

    /// <summary>Whether the network takes rows of these columns.</summary>
    public bool Fits(InputDescription input) =>
        input.Columns.Count == Features.Count && Features.Zip(input.Columns).All(pair => pair.First.Row?.Fits(pair.Second)
            ?? (pair.First.Size == pair.Second.Size && CountOf(pair.First) == (pair.Second as CategoryColumn)?.Count));

    private static int? CountOf(FeatureColumn column) => column.Kind switch
    {
        FeatureKind.Key => CategoryIndex.FirstKnown + column.KeyCount,
        FeatureKind.Text => CategoryIndex.FirstKnown + column.Vocabulary!.Count,
        _ => null,
    };

    /// <summary>What is wrong with a column; null where nothing is. The message goes on after "has".</summary>
    private static string? ProblemOf(FeatureColumn column) => column switch
    {
        { Name: null or "" } => "no name",
        { Size: < 1 } => $"a size of {column.Size}",
        { Kind: FeatureKind.Row, Row: null } => "no format",
        { Kind: not FeatureKind.Row, Row: not null } => $"a format and is of the kind {column.Kind}",
        { Row: { } row } when row.Problem() is { } problem => problem,
        { Row: { } row } => row.Size == column.Size ? null : $"a size of {column.Size}, and a format of {row.Size}",
        { IsVector: false, Size: > 1 } => $"a size of {column.Size} and is no vector",
        { Kind: not FeatureKind.Number, IsVector: true } => $"vectors of the kind {column.Kind}",
        { Kind: not FeatureKind.Key, KeyCount: not null } => $"a count of keys and is of the kind {column.Kind}",
        { Kind: FeatureKind.Key, KeyCount: not (> 0 and <= CategoryIndex.MaximumKnown) } => $"{column.KeyCount?.ToString(CultureInfo.InvariantCulture) ?? "no"} keys; expected 1 to {CategoryIndex.MaximumKnown}",
        { Kind: not FeatureKind.Text, Vocabulary: not null } => $"a vocabulary and is of the kind {column.Kind}",
        { Kind: FeatureKind.Text } => ProblemOf(column.Vocabulary),
        _ => null,
    };

    private static string? ProblemOf(IReadOnlyList<string?>? vocabulary)
    {
        if (vocabulary is not { Count: <= CategoryIndex.MaximumKnown })
        {
            return $"a vocabulary of {vocabulary?.Count ?? 0} texts, or none; expected at most {CategoryIndex.MaximumKnown}";
        }

        var seen = new HashSet<string>(vocabulary.Count, StringComparer.Ordinal);
        foreach (string? text in vocabulary)
        {
            if (string.IsNullOrEmpty(text))
            {
                return "an empty text in its vocabulary";
            }

            if (!seen.Add(text))
            {
                return $"the text '{text}' twice in its vocabulary";
            }
        }

        return null;
    }

    private LabelValues? ReadLabelValues() =>
        LabelValueType is null || LabelValues is null ? null : LabelValueTypes.Parse(LabelValueType, LabelValues);
}

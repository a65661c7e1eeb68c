using System.Text.Json;
using System.Text.Json.Serialization;
using MLExtensions.Scoring;

namespace MLExtensions.Persistence;

/// <summary>What an ensemble's entry says beside its members, as JSON.</summary>
internal sealed record EnsembleDescription
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

    /// <summary>Multiclass: the number of classes.</summary>
    public int? ClassCount { get; init; }

    /// <summary>Multiclass: type of the classes' values, where they have any.</summary>
    public string? ClassValueType { get; init; }

    /// <summary>Multiclass: the classes' values as invariant text, in the order of the score's slots.</summary>
    public string[]? ClassValues { get; init; }

    /// <summary>The label column that is handed on; null for none.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The members, in the order of their folders.</summary>
    public required EnsembleMemberDescription[] Members { get; init; }

    public static EnsembleDescription Of(WeightedEnsembleTransformer ensemble)
    {
        var values = (ensemble.Scores as MulticlassScoreColumns)?.LabelValues;
        return new()
        {
            Task = ensemble.Scores.Kind,
            ClassCount = ensemble.Scores.VectorSize,
            ClassValueType = values?.TypeName,
            ClassValues = values?.ToStrings(),
            LabelColumn = ensemble.LabelColumnName,
            Members = [.. ensemble.Members.Select(EnsembleMemberDescription.Of)],
        };
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="InvalidDataException">The text is not such a description.</exception>
    public static EnsembleDescription FromJson(ReadOnlySpan<byte> json)
    {
        EnsembleDescription? description;
        try
        {
            description = JsonSerializer.Deserialize<EnsembleDescription>(json, Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A text that is no valid Unicode is InvalidOperationException.
            throw new InvalidDataException($"The description of the ensemble is damaged: {e.Message}", e);
        }

        if (description is not { Members.Length: > 0 } || description.Members.Contains(null))
        {
            throw new InvalidDataException("The description of the ensemble names no member.");
        }

        bool hasWeights = description.Members.All(member => member.Weight > 0) && Math.Abs(description.Members.Sum(member => member.Weight) - 1) < 1e-6;
        return hasWeights && description.Members.All(member => member.HasSigmoid || (member.Slope is null && member.Offset is null))
            ? description
            : throw new InvalidDataException("The description of the ensemble has weights that are no shares of 1, or a sigmoid that is not finite.");
    }

    /// <exception cref="InvalidDataException">The description contradicts itself, or is not of a task that an ensemble can be of.</exception>
    public ScoreColumns CreateScoreColumns()
    {
        var values = ClassValueType is null || ClassValues is null ? null : LabelValueTypes.Parse(ClassValueType, ClassValues);
        var scores = ScoreColumnsFactory.Create(Task, ClassCount, labelValues: values);
        return scores is BinaryScoreColumns or MulticlassScoreColumns or RegressionScoreColumns
            ? scores
            : throw new InvalidDataException($"The description of the ensemble is of the task {Task} with {ClassCount ?? 1} values a row, of which there are no ensembles.");
    }
}

using MLExtensions.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Ensembles;

/// <summary>What a member of an ensemble adds to a schema, as far as an ensemble reads it.</summary>
/// <param name="Kind">ML.NET's name of the task; of <see cref="TaskKinds"/>.</param>
/// <param name="Score">The score: a number, or a vector with a number a class.</param>
/// <param name="Probability">Binary classification: the probability; null where there is none.</param>
/// <param name="ClassCount">Multiclass: the number of classes; null for the other tasks.</param>
/// <param name="ClassValues">Multiclass: the classes, in the order of the score's slots; null where they have no values.</param>
internal sealed record MemberColumns(string Kind, DataViewSchema.Column Score, DataViewSchema.Column? Probability, int? ClassCount, LabelValues? ClassValues)
{
    /// <summary>Finds the columns.</summary>
    /// <param name="input">The schema that the member was given.</param>
    /// <param name="output">What the member made of it.</param>
    /// <param name="who">Names the member in messages, such as "Member 0 of the ensemble".</param>
    /// <exception cref="ArgumentOutOfRangeException">The member adds no score of a task that an ensemble can be of.</exception>
    public static MemberColumns Find(DataViewSchema input, DataViewSchema output, string who)
    {
        // A column of the input may be called so too, also one that another model made: this member's is of a new set.
        if (output.GetColumnOrNull(AnnotationKinds.Score) is not { } score || ScoreSets.Of(score) <= ScoreSets.Largest(input) || KindOf(score) is not { } kind)
        {
            throw new ArgumentOutOfRangeException($"{who} adds no column '{AnnotationKinds.Score}' as a trained model does: its columns are {output}. Give models that were fitted, not featurizers alone, and leave the score's column as it is.", innerException: null);
        }

        return (kind, score.Type) switch
        {
            (TaskKinds.Binary, NumberDataViewType { RawType: var type }) when type == typeof(float) => new(kind, score, ProbabilityOf(output, score), null, null),
            (TaskKinds.Regression, NumberDataViewType { RawType: var type }) when type == typeof(float) => new(kind, score, null, null, null),
            (TaskKinds.Multiclass, VectorDataViewType { Size: >= 2 } vector) when vector.ItemType == NumberDataViewType.Single => new(kind, score, null, vector.Size, ClassesOf(score, vector.Size)),
            _ => throw new ArgumentOutOfRangeException($"{who} is of the task {kind} with a score of {score.Type}. An ensemble is of {TaskKinds.Binary} or {TaskKinds.Regression} with one number a row, or of {TaskKinds.Multiclass} with a number a class.", innerException: null),
        };
    }

    private static string? KindOf(DataViewSchema.Column score)
    {
        if (score.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnKind) is not { Type: TextDataViewType })
        {
            return null;
        }

        ReadOnlyMemory<char> kind = default;
        score.Annotations.GetValue(AnnotationKinds.ScoreColumnKind, ref kind);
        return kind.ToString();
    }

    private static DataViewSchema.Column? ProbabilityOf(DataViewSchema output, DataViewSchema.Column score) =>
        output.GetColumnOrNull(AnnotationKinds.Probability) is { } probability && probability.Type == NumberDataViewType.Single && ScoreSets.Of(probability) == ScoreSets.Of(score)
            ? probability
            : null;

    private static LabelValues? ClassesOf(DataViewSchema.Column score, int count) =>
        LabelValues.Of(score.Annotations, AnnotationKinds.TrainingLabelValues, count) ?? LabelValues.Of(score.Annotations, AnnotationKinds.SlotNames, count);
}

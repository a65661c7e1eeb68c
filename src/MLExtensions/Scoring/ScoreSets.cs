using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLExtensions.Scoring;

/// <summary>The numbers of the sets that score columns belong to: what a model adds to a schema has one in common, larger than those before.</summary>
internal static class ScoreSets
{
    /// <summary>The number of a column's set; 0 where it is in none.</summary>
    public static uint Of(DataViewSchema.Column column)
    {
        uint id = 0;
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId) is { Type: KeyDataViewType key } && key.RawType == typeof(uint))
        {
            column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref id);
        }

        return id;
    }

    /// <summary>The largest number in a schema; 0 where no column is in a set.</summary>
    public static uint Largest(DataViewSchema schema) => schema.Select(Of).DefaultIfEmpty().Max();
}
